package dev.imagepack.oci;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an export does to the history and the configuration of an image, so that both agree with its layers. The rules are
 * those of the exporter in Docker's engine (moby, builder-next, exporter/mobyexporter), which users of images expect.
 */
final class HistoryExport {

    /** Marks the lines that an export adds for layers without one. */
    static final String COMMENT = "buildkit.exporter.image.v0";

    private static final String NO_DESCRIPTION = "created by buildkit";
    private static final String INLINE_CACHE = "moby.buildkit.cache.v0";

    /** More lines than any build makes. */
    static final int MOST_LINES = 20_000;

    /**
     * What a builder remembers of a layer.
     *
     * @param description how it was made
     * @param created when, if known
     */
    record LayerRecord(String description, Optional<Instant> created) {}

    private HistoryExport() {}

    /**
     * The records of the topmost {@code count} layers of a chain, fewer if it is shorter; without a chain, blank ones.
     *
     * @param chain bottom first
     */
    static List<LayerRecord> records(Optional<List<LayerRecord>> chain, int count) {
        if (chain.isEmpty()) {
            return Collections.nCopies(count, new LayerRecord("", Optional.empty()));
        }
        int size = chain.get().size();
        return chain.get().subList(Math.max(0, size - count), size).stream()
                .map(layer -> layer.description().isEmpty() ? new LayerRecord(NO_DESCRIPTION, layer.created()) : layer)
                .toList();
    }

    /**
     * A history with as many lines that have a layer as there are layers, and with times wherever one can be known.
     *
     * @throws IllegalArgumentException when the chain lacks the record of a layer that needs it
     */
    static List<History> normalize(int layers, List<History> history, Optional<List<LayerRecord>> chain) {
        List<LayerRecord> records = records(chain, layers);
        List<History> lines = new ArrayList<>(withLayersAtMost(layers, history));
        int described = (int) lines.stream().filter(line -> !line.emptyLayer()).count();
        for (int layer = described; layer < layers; layer++) {
            LayerRecord made = record(records, layer);
            lines.add(new History(made.created(), made.description(), "", COMMENT, false));
        }
        timeLayers(lines, records);
        return filled(lines);
    }

    /** Lines after the last layer lose theirs: the surplus is taken off the tail. */
    private static List<History> withLayersAtMost(int layers, List<History> history) {
        List<History> lines = new ArrayList<>();
        int met = 0;
        for (History line : history) {
            lines.add(met >= layers ? line.withoutLayer() : line);
            met += line.emptyLayer() ? 0 : 1;
        }
        return met > layers ? lines : history;
    }

    private static void timeLayers(List<History> lines, List<LayerRecord> records) {
        int layer = 0;
        for (int i = 0; i < lines.size(); i++) {
            History line = lines.get(i);
            if (line.emptyLayer()) {
                continue;
            }
            if (line.created().isEmpty()) {
                lines.set(i, line.withCreated(record(records, layer).created()));
            }
            layer++;
        }
    }

    private static LayerRecord record(List<LayerRecord> records, int layer) {
        if (layer >= records.size()) {
            throw new IllegalArgumentException("layer " + (layer + 1)
                    + " needs a record of how it was made, but there are " + records.size() + " records");
        }
        return records.get(layer);
    }

    /** Lines without a time take that of the first layer after the first gap, then that of the layer before them. */
    private static List<History> filled(List<History> lines) {
        Optional<Instant> time = firstAfterGap(lines);
        boolean gap = false;
        List<History> filled = new ArrayList<>();
        for (History line : lines) {
            if (line.created().isEmpty()) {
                gap = true;
            } else if (gap) {
                time = line.created();
            }
            filled.add(line.created().isEmpty() ? line.withCreated(time) : line);
        }
        return List.copyOf(filled);
    }

    private static Optional<Instant> firstAfterGap(List<History> lines) {
        Optional<Instant> latest = Optional.empty();
        boolean gap = false;
        for (History line : lines) {
            if (line.created().isEmpty()) {
                gap = true;
                continue;
            }
            latest = line.created();
            if (gap) {
                break;
            }
        }
        return latest;
    }

    /** The lines of a configuration; keys in any case, unknown ones passed over, ImagepackException for what cannot be read. */
    static List<History> parse(byte[] config) {
        String where = "configuration";
        return read(new Fields(Json.parseObject(config, Documents.LARGEST, where), where, Complaints.refusing()));
    }

    static List<History> read(Fields config) {
        return config.ignoringCase().objects("history", MOST_LINES).orElse(List.of()).stream()
                .map(line -> History.read(line.ignoringCase()))
                .toList();
    }

    /**
     * A configuration with these layers and lines. Everything else keeps its spelling; {@code created} is set only where the
     * key is absent, to the time of the last line that has one.
     *
     * @param inlineCache what an image carries for later builds, if anything
     * @throws dev.imagepack.ImagepackException when the configuration is no JSON object
     */
    static byte[] patch(byte[] config, List<DiffId> diffIds, List<History> history, Optional<byte[]> inlineCache) {
        ObjectNode node = Json.object();
        Json.members(config, Documents.LARGEST, "configuration").forEach((key, json) -> node.set(key, Json.raw(json)));
        ObjectNode rootfs = node.putObject("rootfs").put("type", "layers");
        rootfs.set("diff_ids", Json.texts(diffIds.stream().map(DiffId::toString).toList()));
        ArrayNode lines = node.putArray("history");
        history.forEach(line -> lines.add(line.toNode()));
        if (!node.has("created")) {
            node.put("created", lastTime(history).map(Rfc3339::format).orElse(null));
        }
        inlineCache.ifPresent(
                cache -> node.put(INLINE_CACHE, Base64.getEncoder().encodeToString(cache)));
        return Json.bytes(node);
    }

    private static Optional<Instant> lastTime(List<History> history) {
        return history.stream().flatMap(line -> line.created().stream()).reduce((earlier, later) -> later);
    }
}
