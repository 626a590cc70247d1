/** Bytes: content that writes itself, tar, compression, files that appear whole or not at all, progress. Knows nothing of images. */
@NullMarked
package dev.imagepack.io;

import org.jspecify.annotations.NullMarked;
