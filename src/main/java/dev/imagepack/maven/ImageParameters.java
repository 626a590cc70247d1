package dev.imagepack.maven;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;

import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.configuration.DefaultPlexusConfiguration;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * The parameters that say which images a module has, where they are for and how their registries are reached: a goal's own,
 * or those of an execution in the pom.
 *
 * @param imagesFile as it is written
 * @param remote the engine of remote builds; an image may ask for such a build without naming one itself
 */
record ImageParameters(
        Optional<PlexusConfiguration> images,
        Optional<String> imagesFile,
        Optional<String> remote,
        Optional<String> platform,
        List<String> platforms,
        Optional<PlexusConfiguration> registries) {

    private static final String PLUGIN = "dev.imagepack:imagepack-maven-plugin";

    ImageParameters {
        platforms = List.copyOf(platforms);
    }

    /** Those of all executions of {@code build-images} that the pom of a module binds to a phase. */
    static List<ImageParameters> ofExecutions(MavenProject project, Properties properties) {
        return Optional.ofNullable(project.getPlugin(PLUGIN)).stream()
                .flatMap(plugin -> plugin.getExecutions().stream())
                .filter(execution -> execution.getGoals().contains("build-images"))
                .filter(execution -> !"none".equals(execution.getPhase()))
                .map(execution -> of(execution, properties))
                .toList();
    }

    /**
     * Those of an execution, into which Maven has merged the plugin's own; a user property wins over the pom.
     *
     * @param properties the user's
     */
    private static ImageParameters of(PluginExecution execution, Properties properties) {
        Optional<Xpp3Dom> root = Optional.ofNullable((Xpp3Dom) execution.getConfiguration());
        return new ImageParameters(
                child(root, "images").map(ImageParameters::copy),
                text(root, "imagesFile", properties),
                text(root, "remote", properties),
                text(root, "platform", properties),
                texts(root, "platforms", properties),
                child(root, "registries").map(ImageParameters::copy));
    }

    /** Where the images are written down. */
    ImageConfiguration configuration(ModuleFacts module, UnaryOperator<String> expressions) {
        return new ImageConfiguration(images, imagesFile.map(module::resolve), expressions);
    }

    private static Optional<Xpp3Dom> child(Optional<Xpp3Dom> parent, String name) {
        return parent.map(element -> element.getChild(name));
    }

    private static Optional<String> text(Optional<Xpp3Dom> parent, String name, Properties properties) {
        return Optional.ofNullable(properties.getProperty("imagepack." + name))
                .or(() -> child(parent, name).map(Xpp3Dom::getValue))
                .filter(text -> !text.isBlank())
                .map(String::strip);
    }

    private static List<String> texts(Optional<Xpp3Dom> parent, String name, Properties properties) {
        List<Xpp3Dom> written = child(parent, name).stream()
                .flatMap(list -> Arrays.stream(list.getChildren()))
                .toList();
        return properties.getProperty("imagepack." + name) == null && !written.isEmpty()
                ? written.stream().map(Xpp3Dom::getValue).toList()
                : text(parent, name, properties).map(CommaList::split).orElse(List.of());
    }

    private static PlexusConfiguration copy(Xpp3Dom element) {
        DefaultPlexusConfiguration copy = new DefaultPlexusConfiguration(element.getName(), element.getValue());
        for (String name : element.getAttributeNames()) {
            copy.setAttribute(name, element.getAttribute(name));
        }
        for (Xpp3Dom child : element.getChildren()) {
            copy.addChild(copy(child));
        }
        return copy;
    }
}
