package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The identity of a stack of layers, computed from their diff IDs (image-spec, config.md, Layer ChainID). */
public final class ChainId {

    private ChainId() {}

    /** The chain ID of the topmost layer; IllegalArgumentException without any layer. */
    public static Digest of(List<DiffId> diffIds) {
        if (diffIds.isEmpty()) {
            throw new IllegalArgumentException("an image without layers has no chain ID");
        }
        Digest chain = diffIds.get(0).asDigest();
        for (DiffId diffId : diffIds.subList(1, diffIds.size())) {
            chain = Digest.of((chain + " " + diffId).getBytes(StandardCharsets.US_ASCII));
        }
        return chain;
    }
}
