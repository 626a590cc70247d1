/** Packed images on their way to where they run: a registry, or an engine. */
@NullMarked
package dev.imagepack.ship;

import org.jspecify.annotations.NullMarked;
