/** Support for tests: programs and data that nobody here wrote, and that judge what this project writes. */
@NullMarked
package dev.imagepack.testing;

import org.jspecify.annotations.NullMarked;
