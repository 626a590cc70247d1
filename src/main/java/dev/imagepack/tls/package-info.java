/** TLS from files: certificates and keys in text form become what a connection trusts and shows. The JVM's own waits for its first use. */
@NullMarked
package dev.imagepack.tls;

import org.jspecify.annotations.NullMarked;
