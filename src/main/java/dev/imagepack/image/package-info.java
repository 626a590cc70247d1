/** What an image is, before it is built (a specification) and after (layers and a configuration). */
@NullMarked
package dev.imagepack.image;

import org.jspecify.annotations.NullMarked;
