/** Text to instructions: Dockerfiles, words and variables, ignore files. Pure: opens nothing. */
@NullMarked
package dev.imagepack.dockerfile;

import org.jspecify.annotations.NullMarked;
