package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.imagepack.image.Alias;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.maven.ConfigNode.Entry;
import dev.imagepack.maven.ConfigNode.Mapping;
import dev.imagepack.maven.ConfigNode.Text;
import dev.imagepack.oci.ImageRef;

/** Reads all images of a module: those of the pom, then those of the file, each in the order written. */
final class ImagesReader {

    private final ModuleFacts module;
    private final ImageDefaults defaults;
    private final Reading reading;
    private final Map<Alias, Block> blocks = new LinkedHashMap<>();
    private final Map<String, String> places = new TreeMap<>();

    ImagesReader(ModuleFacts module, ImageDefaults defaults, Reading reading) {
        this.module = module;
        this.defaults = defaults;
        this.reading = reading;
    }

    /**
     * What a configuration comes to.
     *
     * @param specs the images to build, once for each platform
     * @param aliases of all images, skipped ones too
     * @param foreign user properties of images that this module does not have
     */
    record Images(List<ImageSpec> specs, Aliases aliases, List<String> foreign) {}

    /**
     * The images to build. Everything that is wrong is added to the faults; the result is of use only if there are none.
     *
     * @param sources what stands under {@code images}, in the pom and in the file
     */
    Images read(List<ConfigNode> sources) {
        sources.forEach(this::collect);
        Map<Alias, Boolean> skipped = new TreeMap<>();
        blocks.forEach((alias, block) -> skipped.put(alias, block.flag("skip")));
        Aliases aliases = new Aliases(skipped);
        ImageReader reader = new ImageReader(module, defaults, aliases);
        List<ImageSpec> specs = new ArrayList<>();
        blocks.forEach((alias, block) -> {
            if (!aliases.isSkipped(alias)) {
                specs.addAll(reader.read(alias, block));
            }
        });
        refuseSharedReferences(specs);
        return new Images(specs, aliases, foreignProperties(aliases));
    }

    private void collect(ConfigNode images) {
        if (images instanceof Text) {
            reading.fault(
                    "images",
                    images.place(),
                    "is a text where images are expected",
                    "Write one element for each image: <images><app>docker/Dockerfile</app></images>");
            return;
        }
        for (Entry entry : new NodeReader(reading).entries("images", images)) {
            String path = "images." + entry.name();
            Optional<Alias> alias = alias(entry, path);
            Optional<Mapping> mapping = mapping(entry.node(), path);
            if (alias.isPresent() && mapping.isPresent()) {
                String property = UserProperties.PREFIX + alias.get();
                blocks.put(alias.get(), new Block(reading, mapping.get(), path, property));
            }
        }
    }

    private Optional<Alias> alias(Entry entry, String path) {
        Place place = entry.node().place();
        try {
            Alias alias = new Alias(entry.name());
            String here = "'" + alias + "' (" + place.text() + ")";
            String other = places.putIfAbsent(alias.value().toLowerCase(Locale.ROOT), here);
            if (other == null) {
                return Optional.of(alias);
            }
            reading.fault(path, place, "there is another image " + other, "Give one of the two another alias.");
        } catch (IllegalArgumentException e) {
            reading.fault(path, place, e.getMessage(), "Rename the image.");
        }
        return Optional.empty();
    }

    /** A text is short for an image with nothing but a Dockerfile. */
    private Optional<Mapping> mapping(ConfigNode node, String path) {
        boolean isValue = node instanceof Text text && text.typed();
        if (isValue || NodeReader.isNull(node)) {
            reading.fault(
                    path,
                    node.place(),
                    "is " + node.describe() + " where an image is expected",
                    "Write the path of a Dockerfile, or keys such as dockerfile inside it.");
            return Optional.empty();
        }
        return new NodeReader(reading).mapping(path, node, "dockerfile");
    }

    private void refuseSharedReferences(List<ImageSpec> specs) {
        Map<ImageRef, Alias> owners = new LinkedHashMap<>();
        for (ImageSpec spec : specs) {
            for (ImageRef reference : spec.references()) {
                Alias other = owners.putIfAbsent(reference, spec.alias());
                if (other != null && !other.equals(spec.alias())) {
                    blocks.get(spec.alias())
                            .fault(
                                    "has the name " + reference.familiar() + ", and so has images." + other,
                                    "Give one of the two another name or tag.");
                }
            }
        }
    }

    /** Makes faults of properties that name no key of our images; those of other images may be for another module. */
    private List<String> foreignProperties(Aliases aliases) {
        List<String> foreign = new ArrayList<>();
        for (String name : reading.properties().unused()) {
            Optional<Alias> owner = owner(name, aliases);
            if (owner.isEmpty()) {
                foreign.add(name);
            } else if (!aliases.isSkipped(owner.get())) {
                reading.faults().add("-D" + name + ": there is no such key", propertyAdvice(name, owner.get()));
            }
        }
        return foreign;
    }

    private String propertyAdvice(String name, Alias alias) {
        String prefix = UserProperties.PREFIX + alias + ".";
        List<String> known = reading.properties().asked().stream()
                .filter(asked -> asked.startsWith(prefix))
                .map(asked -> asked.substring(prefix.length()))
                .toList();
        String key = name.substring(prefix.length());
        Optional<String> map =
                known.stream().filter(candidate -> isInMap(key, candidate)).findFirst();
        return map.or(() -> Suggestion.nearest(key, known))
                .map(candidate -> "Did you mean -D" + prefix + candidate + "?")
                .orElse("Write -D" + prefix + " and the path of a key outside of lists, such as " + prefix
                        + "container.user.");
    }

    /** Whether the key, however spelt, names a value of the map {@code buildArgs.<name>}. */
    private static boolean isInMap(String key, String candidate) {
        int name = candidate.indexOf("<name>");
        return name > 0 && Spelling.bare(key).startsWith(Spelling.bare(candidate.substring(0, name)));
    }

    /** The longest alias whose property this could be. */
    private static Optional<Alias> owner(String property, Aliases aliases) {
        return aliases.all().stream()
                .filter(alias -> property.startsWith(UserProperties.PREFIX + alias + "."))
                .reduce((a, b) -> a.value().length() >= b.value().length() ? a : b);
    }
}
