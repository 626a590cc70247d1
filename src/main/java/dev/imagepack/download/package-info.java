/** Files on the web: fetched once, known by their digest. */
@NullMarked
package dev.imagepack.download;

import org.jspecify.annotations.NullMarked;
