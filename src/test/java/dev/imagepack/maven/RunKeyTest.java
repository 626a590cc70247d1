package dev.imagepack.maven;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.codehaus.plexus.configuration.DefaultPlexusConfiguration;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.junit.jupiter.api.Test;

import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@MojoTest
class RunKeyTest {

    private static RunKey key() {
        return new RunKey(text -> text.replace("${x}", "X"));
    }

    private static Digest of(Goal goal) {
        return key().withParameters(goal).digest();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void everyParameterOfTheGoalsCounts(
            BuildImagesMojo build, @InjectMojo(goal = "pack-images", pom = GoalModule.NONE) PackImagesMojo pack)
            throws Exception {
        assertThat(changed(build)).contains("images", "annotations", "compression", "parallel", "skip", "manifests");
        assertThat(changed(pack)).contains("archive", "attach", "check", "finalName", "outputDirectory");
    }

    /** Sets each parameter to another value and holds that the key is another; their names. */
    private static Set<String> changed(Goal goal) throws Exception {
        Set<String> changed = new TreeSet<>();
        for (Class<?> type = goal.getClass(); Goal.class.isAssignableFrom(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Object other = Modifier.isStatic(field.getModifiers()) ? null : other(field, goal);
                if (other != null && !field.getName().equals("registries")) {
                    Digest before = of(goal);
                    field.set(goal, other);
                    assertThat(of(goal)).as(field.getName()).isNotEqualTo(before);
                    changed.add(field.getName());
                }
            }
        }
        return changed;
    }

    private static Object other(Field field, Goal goal) throws IllegalAccessException {
        field.setAccessible(true);
        return switch (field.getType().getSimpleName()) {
            case "String" -> "another";
            case "boolean", "Boolean" -> !Boolean.TRUE.equals(field.get(goal));
            case "int" -> 7;
            case "File" -> new File("another");
            case "List" -> List.of("another");
            case "PlexusConfiguration" -> element("another", "value");
            default -> null;
        };
    }

    private static PlexusConfiguration element(String name, String value) {
        return new DefaultPlexusConfiguration(name, value);
    }

    @Test
    void expressionsCountByWhatTheyStandFor() {
        assertThat(key().with("a", element("e", "${x}")).digest())
                .isEqualTo(key().with("a", element("e", "X")).digest())
                .isNotEqualTo(key().with("a", element("e", "Y")).digest());
    }

    @Test
    void noTwoConfigurationsHaveOneText() {
        PlexusConfiguration nested = element("e", null);
        nested.addChild(element("f", "1"));
        PlexusConfiguration flat = element("e", "<1:f>1:1</>");
        assertThat(key().with("a", nested).digest())
                .isNotEqualTo(key().with("a", flat).digest());
        assertThat(key().with("a", List.of("b,", "c")).digest())
                .isNotEqualTo(key().with("a", List.of("b", ",c")).digest());
        assertThat(key().with("a", null).digest())
                .isNotEqualTo(key().with("a", "null").digest());
    }

    @Test
    void propertiesOfThisPluginCountButForWaysToRegistries() {
        Properties properties = new Properties();
        Digest none = key().withProperties(properties).digest();
        properties.setProperty("other.property", "1");
        properties.setProperty("imagepack.registries.localhost.password", "secret");
        assertThat(key().withProperties(properties).digest()).isEqualTo(none);
        properties.setProperty("imagepack.images.app.target", "1");
        assertThat(key().withProperties(properties).digest()).isNotEqualTo(none);
    }

    /** Whoever adds a parameter of a new type must say how it counts. */
    @Test
    void aParameterOfAnUnknownTypeIsRefused() {
        assertThatThrownBy(() -> key().with("a", new Object()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be told");
    }
}
