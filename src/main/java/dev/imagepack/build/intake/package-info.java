/** Takes in an image that somebody else built: each layer read once, verified, and put into the cache as it shall travel. */
@NullMarked
package dev.imagepack.build.intake;

import org.jspecify.annotations.NullMarked;
