/** A Docker-compatible engine's API: where an engine is, how it is reached, and what is asked of it. */
@NullMarked
package dev.imagepack.engine;

import org.jspecify.annotations.NullMarked;
