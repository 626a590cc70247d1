/** HTTP to a registry: endpoints, TLS, proxies, mirrors, tokens, redirects and repetition. */
@NullMarked
package dev.imagepack.registry.http;

import org.jspecify.annotations.NullMarked;
