package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.maven.model.Model;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.model.building.DefaultModelBuilderFactory;
import org.apache.maven.model.building.DefaultModelBuildingRequest;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.model.building.ModelBuildingRequest;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3Dom;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildImages;
import dev.imagepack.build.BuildLog;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Recipe;
import dev.imagepack.image.UpstreamMatch;

/**
 * The images of one execution in a module of a Maven project that was built, read out of its pom as Maven and
 * {@code build-images} read it.
 *
 * @param directory of the module
 * @param id {@code groupId:artifactId}
 * @param output where the goals left what they made
 * @param outputs what of the directory belongs to no context
 * @param created the time that the images carry
 * @param images as the configuration has them; empty where they cannot be read
 * @param fault why they cannot be read, else empty
 */
public record ProjectImages(
        Path directory,
        String id,
        Path output,
        Set<Path> outputs,
        Instant created,
        List<ImageSpec> images,
        String fault) {

    private static final String PLUGIN = "dev.imagepack:imagepack-maven-plugin";
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^{}]+)}");

    /**
     * The modules that run {@code build-images}, sorted by directory.
     *
     * @param project the directory of the topmost pom
     * @param properties what the user said with {@code -D}
     */
    public static List<ProjectImages> of(Path project, Properties properties) throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            return files.filter(file -> file.endsWith("pom.xml") && isSource(project.relativize(file)))
                    .sorted()
                    .flatMap(pom -> module(project, pom, properties))
                    .toList();
        }
    }

    private static boolean isSource(Path file) {
        return Stream.of("target", "src")
                .noneMatch(name -> file.startsWith(name) || file.toString().contains("/" + name + "/"));
    }

    /** One for each execution of the goal; one in the phase {@code none} is none. */
    private static Stream<ProjectImages> module(Path project, Path pom, Properties properties) {
        Model model = effective(pom, properties);
        return model.getBuild().getPlugins().stream()
                .filter(plugin -> plugin.getKey().equals(PLUGIN))
                .flatMap(plugin -> plugin.getExecutions().stream())
                .filter(execution -> execution.getGoals().contains("build-images"))
                .filter(execution -> !"none".equals(execution.getPhase()))
                .map(execution -> new Reader(project, model, properties, execution).read());
    }

    private static Model effective(Path pom, Properties properties) {
        ModelBuildingRequest request = new DefaultModelBuildingRequest()
                .setPomFile(pom.toFile())
                .setProcessPlugins(true)
                .setSystemProperties(System.getProperties())
                .setUserProperties(properties)
                .setValidationLevel(ModelBuildingRequest.VALIDATION_LEVEL_MINIMAL);
        try {
            return new DefaultModelBuilderFactory().newInstance().build(request).getEffectiveModel();
        } catch (ModelBuildingException e) {
            throw new AssertionError(pom + ": " + e.getMessage(), e);
        }
    }

    /** What one execution of the goal is told. */
    private record Reader(Path project, Model model, Properties properties, PluginExecution execution) {

        ProjectImages read() {
            Path directory = model.getProjectDirectory().toPath();
            Path build = Path.of(model.getBuild().getDirectory());
            Path output = text("outputDirectory").map(directory::resolve).orElse(build.resolve("imagepack"));
            String name = text("finalName").orElse(model.getBuild().getFinalName());
            List<Path> outputs = new ArrayList<>(List.of(output, build.resolve(name + "-images.tar")));
            text("cacheDirectory").map(directory::resolve).ifPresent(outputs::add);
            Instant created = BuildTime.of(
                    System.getenv("SOURCE_DATE_EPOCH"),
                    model.getProperties().getProperty("project.build.outputTimestamp"));
            String id = model.getGroupId() + ":" + model.getArtifactId();
            try {
                return new ProjectImages(directory, id, output, Set.copyOf(outputs), created, images(directory), "");
            } catch (IOException | ImagepackException e) {
                return new ProjectImages(
                        directory, id, output, Set.copyOf(outputs), created, List.of(), e.getMessage());
            }
        }

        private List<ImageSpec> images(Path directory) throws IOException {
            Reading reading = new Reading(UserProperties.of(properties), new Faults());
            ModuleFacts facts = new ModuleFacts(directory, model.getArtifactId(), model.getVersion());
            ImageConfiguration configuration = new ImageConfiguration(
                    element("images").map(XmlPlexusConfiguration::new), Optional.empty(), expressions());
            ImageDefaults defaults = ImageDefaults.read(
                    null,
                    null,
                    text("platform").orElse(null),
                    List.of(),
                    null,
                    null,
                    false,
                    false,
                    null,
                    null,
                    reading.faults());
            ImagesReader.Images read =
                    new ImagesReader(facts, defaults, reading).read(configuration.sources(facts, reading));
            reading.faults().throwIfAny();
            return read.specs();
        }

        private Optional<Xpp3Dom> element(String name) {
            return Optional.ofNullable((Xpp3Dom) execution.getConfiguration()).map(all -> all.getChild(name));
        }

        /** A parameter of the goal; a user property wins. */
        private Optional<String> text(String name) {
            return Optional.ofNullable(properties.getProperty("imagepack." + name))
                    .or(() -> element(name).map(Xpp3Dom::getValue))
                    .map(expressions());
        }

        /** Maven replaced what is in the pom; what is left is the user's, the session's, or stands in another file. */
        private UnaryOperator<String> expressions() {
            TreeMap<String, String> known = new TreeMap<>();
            model.getProperties()
                    .stringPropertyNames()
                    .forEach(key -> known.put(key, model.getProperties().getProperty(key)));
            properties.stringPropertyNames().forEach(key -> known.put(key, properties.getProperty(key)));
            known.put("project.version", model.getVersion());
            known.put("session.executionRootDirectory", project.toString());
            return text -> PROPERTY.matcher(text)
                    .replaceAll(match -> Matcher.quoteReplacement(known.getOrDefault(match.group(1), match.group())));
        }
    }

    /**
     * Builds images of this module by the embedded builder. Nothing is asked for over a network.
     *
     * @param wanted which of the {@link #images()}
     */
    public List<BuiltImage> build(Predicate<ImageSpec> wanted, Cache cache) throws IOException {
        try (Workers workers = new Workers(2)) {
            return BuildImages.build(new BuildImages.Request(
                            images.stream().filter(wanted).toList(),
                            id,
                            directory,
                            outputs,
                            created,
                            cache,
                            workers,
                            1,
                            Wiring.standard().builders(WiringTest.outside()),
                            BuildLog.SILENT))
                    .stream()
                    .map(outcome -> outcome.image())
                    .toList();
        }
    }

    /**
     * The same, with the bytes of every layer to be built, and with Dockerfiles that find what the project's modules publish
     * where those packed it.
     *
     * @param published layouts by the names of their images
     */
    public ProjectImages closed(SortedMap<String, BaseImage> published) {
        return new ProjectImages(
                directory,
                id,
                output,
                outputs,
                created,
                images.stream().map(spec -> closed(spec, published)).toList(),
                fault);
    }

    private static ImageSpec closed(ImageSpec spec, SortedMap<String, BaseImage> published) {
        Recipe recipe =
                spec.recipe() instanceof DockerfileRecipe dockerfile ? closed(dockerfile, published) : spec.recipe();
        return new ImageSpec(
                spec.alias(),
                spec.references(),
                recipe,
                spec.builder(),
                spec.platform(),
                UpstreamMatch.NOTHING,
                spec.upstreamDescriptors(),
                false,
                false,
                spec.compression(),
                spec.labels(),
                spec.annotations());
    }

    private static DockerfileRecipe closed(DockerfileRecipe recipe, SortedMap<String, BaseImage> published) {
        SortedMap<String, BaseImage> contexts = new TreeMap<>(published);
        contexts.putAll(recipe.contexts());
        return new DockerfileRecipe(
                recipe.source(),
                recipe.context(),
                recipe.target(),
                recipe.buildArgs(),
                contexts,
                recipe.checks(),
                recipe.run());
    }
}
