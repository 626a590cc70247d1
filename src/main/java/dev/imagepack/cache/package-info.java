/** Records and blobs that let work be skipped, and their cleaning. */
@NullMarked
package dev.imagepack.cache;

import org.jspecify.annotations.NullMarked;
