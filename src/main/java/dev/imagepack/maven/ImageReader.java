package dev.imagepack.maven;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Recipe;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/** Reads one image of the configuration. */
final class ImageReader {

    private static final List<String> OF_DOCKERFILES = Stream.concat(
                    Stream.of(
                            "dockerfile", "dockerfileContent", "context", "target", "buildArgs", "contexts", "checks"),
                    RunOptionsReader.KEYS.stream())
            .toList();
    private static final List<String> OF_LAYERS = List.of("from", "layers", "container");

    /** What other tools call these keys. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("alias", "The alias is the name of the element around it: leave this out."),
            Map.entry("id", "The alias is the name of the element around it: leave this out."),
            Map.entry("args", "buildArgs"),
            Map.entry("dockerfilecontents", "dockerfileContent"),
            Map.entry("dockerfileinline", "dockerfileContent"),
            Map.entry("contextdir", "context"),
            Map.entry("dockerfiledir", "context"),
            Map.entry("additionalcontexts", "contexts"),
            Map.entry("base", "from"),
            Map.entry("to", "name"),
            Map.entry("tag", "tags"),
            Map.entry("config", "container"),
            Map.entry("entrypoint", "It belongs inside container."),
            Map.entry("cmd", "It belongs inside container, as args."),
            Map.entry("env", "It belongs inside container, as environment."),
            Map.entry("environment", "It belongs inside container."),
            Map.entry("ports", "It belongs inside container."),
            Map.entry("user", "It belongs inside container."),
            Map.entry("volumes", "It belongs inside container."),
            Map.entry("workdir", "It belongs inside container, as workingDirectory."),
            Map.entry("workingdirectory", "It belongs inside container."));

    private final ImageNames names;
    private final ImageDefaults defaults;
    private final BuilderReader builders;
    private final DockerfileReader dockerfiles;
    private final LayersReader layers;

    ImageReader(ModuleFacts module, ImageDefaults defaults, Aliases aliases) {
        BaseText bases = new BaseText(module, aliases);
        this.names = new ImageNames(module);
        this.defaults = defaults;
        this.builders = new BuilderReader(module, defaults);
        this.dockerfiles = new DockerfileReader(module, bases, defaults.checks());
        this.layers = new LayersReader(module, bases);
    }

    /**
     * The image, once for each of its platforms; none after a fault that leaves none. Faults of every key are added to those
     * of the block.
     */
    List<ImageSpec> read(Alias alias, Block block) {
        Optional<? extends Recipe> recipe = recipe(alias, block);
        List<ImageRef> references = names.references(alias, block);
        BuilderChoice builder = builders.read(block);
        List<Platform> platforms = platforms(block);
        UpstreamMatch match = setting(block, "upstreamMatch", ImageTexts::upstreamMatch, defaults.upstreamMatch());
        UpstreamDescriptors descriptors =
                setting(block, "upstreamDescriptors", ImageTexts::upstreamDescriptors, defaults.upstreamDescriptors());
        boolean required = block.flag("upstreamRequired", defaults.upstreamRequired());
        boolean rewrite = block.flag("rewriteTimestamps", defaults.rewriteTimestamps());
        Compression compression = setting(block, "compression", ImageTexts::compression, defaults.compression());
        SortedMap<String, String> labels = block.map("labels");
        SortedMap<String, String> annotations = new TreeMap<>(defaults.annotations());
        annotations.putAll(block.map("annotations"));
        block.flag("skip");
        block.refuseUnknown(ELSEWHERE);
        return recipe.stream()
                .flatMap(found -> platforms.stream()
                        .map(platform -> new ImageSpec(
                                alias,
                                references,
                                found,
                                builder,
                                platform,
                                match,
                                descriptors,
                                required,
                                rewrite,
                                compression,
                                labels,
                                annotations)))
                .toList();
    }

    /** One of the two keys, or the one of a user property, which wins over the other in the pom or the file. */
    private List<Platform> platforms(Block block) {
        boolean both = block.has("platform") && block.has("platforms");
        if (both && block.isProperty("platform") == block.isProperty("platforms")) {
            block.fault("has both platform and platforms", "Keep one of the two.");
        } else if (block.has("platforms") && !(both && block.isProperty("platform"))) {
            return several(block);
        }
        return setting(block, "platform", text -> List.of(Platform.parse(text)), defaults.platforms());
    }

    private static List<Platform> several(Block block) {
        List<String> texts = block.list("platforms");
        if (texts.isEmpty()) {
            block.fault("platforms", "is empty", ImageTexts.adviceFor("platforms"));
        }
        return block.parsed("platforms", texts, ImageTexts::platforms, ImageTexts.adviceFor("platforms"))
                .orElse(List.of());
    }

    private static <T> T setting(Block block, String key, Function<String, T> parser, T absent) {
        return block.value(key, parser, ImageTexts.adviceFor(key)).orElse(absent);
    }

    private Optional<? extends Recipe> recipe(Alias alias, Block block) {
        block.mayHave(OF_DOCKERFILES);
        block.mayHave(OF_LAYERS);
        boolean fromFile = block.has("dockerfile");
        boolean fromText = DockerfileReader.inline(block).isPresent();
        List<String> declared = OF_LAYERS.stream().filter(block::has).toList();
        if (fromFile && fromText) {
            block.fault(
                    "has both " + block.spelt("dockerfile") + " and " + block.spelt("dockerfileContent"),
                    "Keep one of the two.");
        } else if ((fromFile || fromText) && !declared.isEmpty()) {
            block.fault(
                    "has both a Dockerfile and " + String.join(", ", declared),
                    "Keep one of the two: a Dockerfile says itself what it is built from and how it runs.");
        } else if (fromFile || fromText) {
            return dockerfiles.read(alias, block);
        } else if (!declared.isEmpty()) {
            refuseKeysOfDockerfiles(block);
            return layers.read(alias, block);
        } else {
            block.fault(
                    "does not say what it is built from",
                    "Write " + block.spelt("dockerfile") + ", " + block.spelt("dockerfileContent")
                            + ", or from with layers.");
        }
        return Optional.empty();
    }

    private static void refuseKeysOfDockerfiles(Block block) {
        for (String key : OF_DOCKERFILES) {
            if (!key.equals("dockerfileContent") && block.has(key)) {
                block.fault(key, "goes with a Dockerfile, but this image declares its layers", "Leave it out.");
            }
        }
    }
}
