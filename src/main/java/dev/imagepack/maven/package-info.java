/** The goals, what a pom says to them, and the wiring; the only package that knows Maven. */
@NullMarked
package dev.imagepack.maven;

import org.jspecify.annotations.NullMarked;
