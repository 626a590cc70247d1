/** Who one is to a registry: the places where credentials may be, in order, and what was found in each. */
@NullMarked
package dev.imagepack.registry.credentials;

import org.jspecify.annotations.NullMarked;
