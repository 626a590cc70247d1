/** Built images and layouts to one layout with a lock file. */
@NullMarked
package dev.imagepack.pack;

import org.jspecify.annotations.NullMarked;
