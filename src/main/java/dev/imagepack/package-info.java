/** Container images from Maven: the root holds only what every package shares, our own kind of error. */
@NullMarked
package dev.imagepack;

import org.jspecify.annotations.NullMarked;
