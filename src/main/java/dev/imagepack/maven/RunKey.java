package dev.imagepack.maven;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

import dev.imagepack.oci.Digest;

/**
 * Everything that one execution of a goal is told, as a digest: with equal ones, and nothing different to look at, a goal
 * does the same. Every parameter counts, by whatever way its value came, so that none can be forgotten.
 */
final class RunKey {

    /** How registries are reached, and with which secrets, which makes no other image. */
    private static final String REGISTRIES = "registries";

    /** Fields that are no parameters, or stand for all the rest of Maven. */
    private static final Set<Class<?>> COLLABORATORS = Set.of(
            MavenSession.class,
            MavenProject.class,
            MojoExecution.class,
            MavenProjectHelper.class,
            InstantSource.class,
            MavenRuns.class,
            Registries.class,
            Wiring.class);

    private final UnaryOperator<String> expressions;
    private final StringBuilder text = new StringBuilder();

    /** @param expressions replaces what Maven knows in a value */
    RunKey(UnaryOperator<String> expressions) {
        this.expressions = expressions;
    }

    /** Adds a fact by its name. */
    RunKey with(String name, @Nullable Object value) {
        text.append(name).append('=');
        add(value);
        text.append('\n');
        return this;
    }

    /** Adds all parameters of a goal. */
    RunKey withParameters(Goal goal) {
        for (Class<?> type = goal.getClass(); Goal.class.isAssignableFrom(type); type = type.getSuperclass()) {
            Field[] fields = type.getDeclaredFields();
            Arrays.sort(fields, (a, b) -> a.getName().compareTo(b.getName()));
            for (Field field : fields) {
                boolean parameter = !Modifier.isStatic(field.getModifiers())
                        && !COLLABORATORS.contains(field.getType())
                        && !field.getName().equals(REGISTRIES);
                if (parameter) {
                    with(field.getName(), value(goal, field));
                }
            }
        }
        return this;
    }

    /** Adds the user properties that this plugin reads, but for those of registries. */
    RunKey withProperties(Properties properties) {
        Map<String, String> own = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("imagepack.") && !name.startsWith(UserProperties.OF_REGISTRIES)) {
                own.put(name, properties.getProperty(name));
            }
        }
        own.forEach(this::with);
        return this;
    }

    private static @Nullable Object value(Goal goal, Field field) {
        try {
            field.setAccessible(true);
            return field.get(goal);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(@Nullable Object value) {
        if (value == null) {
            text.append("null");
        } else if (value instanceof List<?> list) {
            text.append('[');
            list.forEach(item -> {
                add(item);
                text.append(',');
            });
            text.append(']');
        } else if (value instanceof PlexusConfiguration element) {
            addElement(element);
        } else if (value instanceof File file) {
            addText(file.getPath());
        } else if (value instanceof String || value instanceof Boolean || value instanceof Integer) {
            addText(value.toString());
        } else {
            throw new IllegalStateException(
                    value.getClass() + ": whether a parameter of this type changed cannot be told");
        }
    }

    private void addElement(PlexusConfiguration element) {
        text.append('<');
        addText(element.getName());
        for (String attribute : element.getAttributeNames()) {
            addText(attribute);
            addText(element.getAttribute(attribute));
        }
        text.append('>');
        String value = element.getValue();
        addText(value == null ? "" : expressions.apply(value));
        for (PlexusConfiguration child : element.getChildren()) {
            addElement(child);
        }
        text.append("</>");
    }

    /** With its length before it, so that no two lists of texts are one text. */
    private void addText(String part) {
        text.append(part.length()).append(':').append(part);
    }

    Digest digest() {
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
