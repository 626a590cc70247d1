/** Measures the plugin: beside Jib on one project, its pipeline beside its compression, and its memory. */
package dev.imagepack.bench;
