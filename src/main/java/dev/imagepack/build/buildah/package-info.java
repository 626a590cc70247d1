/** The buildah program: recipes that run commands are built by it where no engine answers, or none that can. */
@NullMarked
package dev.imagepack.build.buildah;

import org.jspecify.annotations.NullMarked;
