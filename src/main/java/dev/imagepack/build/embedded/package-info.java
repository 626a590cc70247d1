/** Builds Dockerfiles that run no command, and declared layers, in this JVM. */
@NullMarked
package dev.imagepack.build.embedded;

import org.jspecify.annotations.NullMarked;
