package dev.imagepack.maven;

import java.util.List;
import java.util.function.UnaryOperator;

import org.codehaus.plexus.configuration.DefaultPlexusConfiguration;
import org.junit.jupiter.api.Test;

import dev.imagepack.maven.ConfigNode.Entry;
import dev.imagepack.maven.ConfigNode.Mapping;
import dev.imagepack.maven.ConfigNode.Nothing;
import dev.imagepack.maven.ConfigNode.Text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PomTreeTest {

    private final Faults faults = new Faults();

    private ConfigNode read(String xml) {
        return new PomTree(text -> text.replace("${a}", "1"), faults).read(Written.element(xml));
    }

    @Test
    void elementsKeepTheirOrderAndTheirRepetitions() {
        assertThat(read("<b>x ${a}</b><a/><b><c>  </c></b>"))
                .isEqualTo(new Mapping(
                        Place.POM,
                        List.of(
                                new Entry("b", new Text(Place.POM, "x 1")),
                                new Entry("a", new Nothing(Place.POM)),
                                new Entry(
                                        "b",
                                        new Mapping(Place.POM, List.of(new Entry("c", new Nothing(Place.POM))))))));
    }

    @Test
    void blanksAroundATextAreTakenAwayWhateverMavenDoes() {
        DefaultPlexusConfiguration element = new DefaultPlexusConfiguration("images");
        element.addChild("a", "\n  x\n  y\n");
        DefaultPlexusConfiguration preserved = new DefaultPlexusConfiguration("b", " x ");
        preserved.setAttribute("xml:space", "preserve");
        element.addChild(preserved);
        assertThat(new PomTree(UnaryOperator.identity(), faults).read(element))
                .isEqualTo(new Mapping(
                        Place.POM,
                        List.of(
                                new Entry("a", new Text(Place.POM, "x\n  y")),
                                new Entry("b", new Text(Place.POM, " x ")))));
    }

    @Test
    void attributesOfMavenAreLeftAlone() {
        read("<a combine.children='append' combine.self='override' xml:space='preserve'>x</a>");
        assertThatCode(faults::throwIfAny).doesNotThrowAnyException();
    }

    @Test
    void otherAttributesAreRefused() {
        read("<a><b c='d'/></a>");
        assertThatThrownBy(faults::throwIfAny).hasMessage("images.a.b (pom.xml): the attribute c means nothing here");
    }
}
