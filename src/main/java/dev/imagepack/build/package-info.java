/** Image specifications to built images: the use case and the seam behind which the builders are. */
@NullMarked
package dev.imagepack.build;

import org.jspecify.annotations.NullMarked;
