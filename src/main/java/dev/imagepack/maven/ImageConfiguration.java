package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.codehaus.plexus.configuration.PlexusConfiguration;

/**
 * Where the images of a module may be written down, each source being optional.
 *
 * @param pom the parameter {@code images}
 * @param file the file that the parameter {@code imagesFile} names; the default one if empty
 * @param expressions replaces what Maven knows in a value, for instance <code>${project.version}</code>
 */
record ImageConfiguration(Optional<PlexusConfiguration> pom, Optional<Path> file, UnaryOperator<String> expressions) {

    /**
     * The trees below {@code images} of every source there is; without any, that of the {@linkplain DefaultImage default
     * image}; an empty list when there is nothing at all. Faults are added to those of {@code reading}.
     */
    List<ConfigNode> sources(ModuleFacts module, Reading reading) throws IOException {
        List<ConfigNode> sources = new ArrayList<>();
        pom.ifPresent(xml -> sources.add(new PomTree(expressions, reading.faults()).read(xml)));
        Path fallback = module.resolve(ImagesFile.DEFAULT_NAME);
        Optional<Path> yaml = file.or(() -> Optional.of(fallback).filter(Files::exists));
        if (yaml.isPresent()) {
            readFile(yaml.get(), module, reading).ifPresent(sources::add);
        } else if (pom.isEmpty()) {
            DefaultImage.find(module).ifPresent(sources::add);
        }
        return sources;
    }

    private Optional<ConfigNode> readFile(Path yaml, ModuleFacts module, Reading reading) throws IOException {
        String name = module.name(yaml);
        if (!Files.isRegularFile(yaml)) {
            String found = Files.exists(yaml) ? "is no regular file" : "does not exist";
            reading.faults().add("<imagesFile>: " + name + " " + found, "Name a YAML file, or leave imagesFile out.");
            return Optional.empty();
        }
        return ImagesFile.read(yaml, name, expressions, reading);
    }
}
