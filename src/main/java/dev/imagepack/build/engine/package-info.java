/** Has a Docker-compatible engine run recipes, on this machine or on another one, and takes the image over. */
@NullMarked
package dev.imagepack.build.engine;

import org.jspecify.annotations.NullMarked;
