/** Images at a registry. */
@NullMarked
package dev.imagepack.registry;

import org.jspecify.annotations.NullMarked;
