package dev.imagepack.maven;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import dev.imagepack.engine.EngineSearch;

import static org.assertj.core.api.Assertions.assertThat;

/** What Maven and Eclipse read of the plugin. */
class DescriptorTest {

    private static List<Element> elements(String resource, String name) throws Exception {
        try (InputStream in = DescriptorTest.class.getResourceAsStream(resource)) {
            return elements(
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(in)
                            .getDocumentElement(),
                    name);
        }
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).get(0).getTextContent();
    }

    private static List<Element> goals() throws Exception {
        return elements("/META-INF/maven/plugin.xml", "mojo").stream()
                .filter(goal -> !text(goal, "goal").equals("help"))
                .toList();
    }

    @Test
    void theGoalsHaveTheirPhases() throws Exception {
        assertThat(goals().stream().map(goal -> text(goal, "goal") + " " + phase(goal)))
                .containsExactlyInAnyOrder(
                        "build-images package",
                        "pack-images package",
                        "push-images deploy",
                        "load-images install",
                        "clean-cache clean",
                        "check-credentials by hand",
                        "lock-bases by hand");
    }

    private static String phase(Element goal) {
        return elements(goal, "phase").isEmpty() ? "by hand" : text(goal, "phase");
    }

    @Test
    void everyGoalMayRunBesideOthers() throws Exception {
        assertThat(goals())
                .allSatisfy(goal -> assertThat(text(goal, "threadSafe")).isEqualTo("true"));
    }

    @Test
    void cleaningPushingAndLoadingWorkWithoutAProject() throws Exception {
        assertThat(goals())
                .allSatisfy(goal -> assertThat(text(goal, "requiresProject"))
                        .isEqualTo(String.valueOf(!List.of("clean-cache", "push-images", "load-images")
                                .contains(text(goal, "goal")))));
    }

    @TestFactory
    Stream<DynamicTest> everyParameterHasAPropertyOfItsNameADescriptionAndADefault() throws Exception {
        return goals().stream()
                .flatMap(goal -> elements(goal, "parameter").stream()
                        .filter(parameter -> text(parameter, "editable").equals("true"))
                        .map(parameter -> DynamicTest.dynamicTest(
                                text(goal, "goal") + " " + text(parameter, "name"), () -> check(goal, parameter))));
    }

    private static void check(Element goal, Element parameter) {
        String name = text(parameter, "name");
        assertThat(text(parameter, "description")).hasSizeGreaterThan(20);
        Element configuration = elements(goal, "configuration").get(0);
        Optional<Element> value = elements(configuration, name).stream().findFirst();
        boolean hasDefault =
                value.filter(element -> element.hasAttribute("default-value")).isPresent();
        assertThat(hasDefault || text(parameter, "description").contains(" default is "))
                .as("whether the default is written down")
                .isTrue();
        String expression = value.map(Element::getTextContent).orElse("");
        // These have a property for each of their keys.
        boolean nested = List.of("images", "annotations", "registries").contains(name);
        assertThat(expression).isEqualTo(nested ? "" : "${" + property(name) + "}");
    }

    private static String property(String parameter) {
        return parameter.equals("engineHost") ? EngineSearch.PROPERTY : "imagepack." + parameter;
    }

    @Test
    void theReadmesTableHasEveryParameterWithItsProperty() throws Exception {
        assertThat(goals().stream()
                        .flatMap(goal -> elements(goal, "parameter").stream())
                        .filter(parameter -> text(parameter, "editable").equals("true"))
                        .map(parameter -> text(parameter, "name"))
                        .distinct()
                        .map(name -> "| `" + name + "` | `" + property(name)))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(Path.of("README.md")).content().contains(row));
    }

    @Test
    void eclipseIgnoresEveryGoal() throws Exception {
        List<String> ignored = elements("/META-INF/m2e/lifecycle-mapping-metadata.xml", "goal").stream()
                .map(Element::getTextContent)
                .toList();
        assertThat(goals().stream().map(goal -> text(goal, "goal"))).containsExactlyInAnyOrderElementsOf(ignored);
    }
}
