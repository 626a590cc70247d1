package dev.imagepack.oci;

/**
 * A layer as a blob store holds it.
 *
 * @param diffId what its plain tar hashes to
 * @param descriptor its blob: media type, digest and size as stored
 * @param tarSize bytes of its plain tar
 */
public record StoredLayer(DiffId diffId, Descriptor descriptor, long tarSize) {}
