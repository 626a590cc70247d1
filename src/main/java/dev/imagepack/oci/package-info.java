/** The OCI vocabulary and a layout directory: digests, names, platforms, documents, blobs. Knows nothing of builds. */
@NullMarked
package dev.imagepack.oci;

import org.jspecify.annotations.NullMarked;
