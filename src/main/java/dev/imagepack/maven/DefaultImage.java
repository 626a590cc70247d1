package dev.imagepack.maven;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

import dev.imagepack.maven.ConfigNode.Entry;
import dev.imagepack.maven.ConfigNode.Mapping;
import dev.imagepack.maven.ConfigNode.Text;

/** The image of a module that configures none: its Dockerfile, under the name of the module. */
final class DefaultImage {

    /** Where a Dockerfile is looked for, the first one found wins. */
    static final List<String> LOOKED_FOR = List.of("Dockerfile", "src/main/docker/Dockerfile");

    private DefaultImage() {}

    /** What {@code images} would hold if it were written down; empty without a Dockerfile. */
    static Optional<ConfigNode> find(ModuleFacts module) {
        String alias = ImageNames.defaultAlias(module.artifactId()).value();
        return LOOKED_FOR.stream()
                .filter(name -> Files.isRegularFile(module.resolve(name)))
                .findFirst()
                .map(name -> configuration(alias, name));
    }

    private static ConfigNode configuration(String alias, String dockerfile) {
        Place place = new Place(Place.Source.POM, "no configuration, " + dockerfile + " found");
        return new Mapping(place, List.of(new Entry(alias, new Text(place, dockerfile))));
    }
}
