/** What recipes read, whoever runs them: a Dockerfile's text and stages, the names of images, and the files of a context. */
@NullMarked
package dev.imagepack.build.context;

import org.jspecify.annotations.NullMarked;
