package dev.imagepack.maven;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.ImageSpec;

/** A module on a file system in memory, with a configuration in its pom, in a file and in user properties. */
final class Written {

    private final ModuleFacts module;
    private final Properties properties = new Properties();
    private Optional<String> pom = Optional.empty();
    private Optional<Path> file = Optional.empty();
    private UnaryOperator<String> expressions = UnaryOperator.identity();
    private ImageDefaults defaults = ImageDefaults.NONE;

    private Written(ModuleFacts module) {
        this.module = module;
    }

    /** An empty module {@code shop} of version {@code 1.0-SNAPSHOT} in {@code /work/shop}. */
    static Written module() {
        return module("shop", "1.0-SNAPSHOT");
    }

    static Written module(String artifactId, String version) {
        return module(Jimfs.newFileSystem(Configuration.unix()), "/work/shop", artifactId, version);
    }

    /** The same in {@code C:\work\shop}. */
    static Written onWindows() {
        return module(Jimfs.newFileSystem(Configuration.windows()), "C:\\work\\shop", "shop", "1.0");
    }

    private static Written module(FileSystem files, String directory, String artifactId, String version) {
        try {
            Path path = Files.createDirectories(files.getPath(directory));
            return new Written(new ModuleFacts(path, artifactId, version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts an empty file into the module. */
    Written file(String name) {
        return file(name, "");
    }

    Written file(String name, String content) {
        try {
            Path path = module.directory().resolve(name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Written directory(String name) {
        try {
            Files.createDirectories(module.directory().resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code <images>} holds. */
    Written pom(String xml) {
        pom = Optional.of(xml);
        return this;
    }

    /** What {@code images.yml} holds. */
    Written yaml(String text) {
        return file("images.yml", text);
    }

    /** Names another file than {@code images.yml}. */
    Written imagesFile(String name) {
        file = Optional.of(module.directory().resolve(name));
        return this;
    }

    Written property(String name, String value) {
        properties.setProperty(name, value);
        return this;
    }

    Written expressions(UnaryOperator<String> replaced) {
        expressions = replaced;
        return this;
    }

    Written defaults(ImageDefaults values) {
        defaults = values;
        return this;
    }

    ModuleFacts facts() {
        return module;
    }

    Path path(String name) {
        return module.directory().resolve(name);
    }

    /** What it comes to; throws the faults, as the goal does. */
    ImagesReader.Images read() {
        try {
            Reading reading = new Reading(UserProperties.of(properties), new Faults());
            List<ConfigNode> sources =
                    new ImageConfiguration(pom.map(Written::element), file, expressions).sources(module, reading);
            ImagesReader.Images images = new ImagesReader(module, defaults, reading).read(sources);
            reading.faults().throwIfAny();
            return images;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ImageSpec> specs() {
        return read().specs();
    }

    /** The only image. */
    ImageSpec spec() {
        List<ImageSpec> specs = specs();
        if (specs.size() != 1) {
            throw new AssertionError("one image expected: " + specs);
        }
        return specs.get(0);
    }

    /** Each fault as {@code message → advice}; an empty list if there is none. */
    List<String> faults() {
        try {
            read();
            return List.of();
        } catch (ImagepackException e) {
            return lines(e);
        }
    }

    private static List<String> lines(ImagepackException fault) {
        if (!fault.getMessage().startsWith("the configuration has ")) {
            return List.of(fault.getMessage() + " → " + fault.advice());
        }
        List<String> faults = new ArrayList<>();
        for (String each : fault.getMessage().split("\n- ")) {
            faults.add(each.replace("\n  ", " → "));
        }
        return Collections.unmodifiableList(faults.subList(1, faults.size()));
    }

    /** The element {@code <images>} as Maven hands it to a goal. */
    static PlexusConfiguration element(String content) {
        try {
            return new XmlPlexusConfiguration(
                    Xpp3DomBuilder.build(new StringReader("<images>" + content + "</images>")));
        } catch (XmlPullParserException | IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
