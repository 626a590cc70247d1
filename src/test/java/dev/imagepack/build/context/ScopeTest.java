package dev.imagepack.build.context;

import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ScopeTest {

    private static final Location AT = Location.of("Dockerfile", 4);

    @Test
    void theLaterLineWins() {
        Scope scope = new Scope('\\', Map.of("A", "1"));
        scope.set("A", "2");

        assertThat(scope.expand("${A}-${B:-none}", AT)).isEqualTo("2-none");
        assertThat(scope.get("B")).isEmpty();
        assertThat(scope.values()).containsOnlyKeys("A");
    }

    @Test
    void itsValuesAreItsOwn() {
        Scope parent = new Scope('\\', Map.of("A", "1"));
        Scope child = new Scope('\\', parent.values());
        child.set("A", "2");

        assertThat(parent.get("A")).contains("1");
    }

    @Test
    void aWordMayBecomeSeveral() {
        Scope scope = new Scope('\\', Map.of("PORTS", "80 81"));

        assertThat(scope.expandToWords("$PORTS", AT)).containsExactly("80", "81");
        assertThat(scope.expand("$PORTS", AT)).isEqualTo("80 81");
    }

    @Test
    void theEscapeCharacterIsTheFiles() {
        assertThat(new Scope('`', Map.of("A", "1")).expand("`$A", AT)).isEqualTo("$A");
    }

    @Test
    void aDocumentKeepsItsQuotes() {
        assertThat(new Scope('\\', Map.of("A", "1")).expandDocument("\"$A\" '$A'\n", AT))
                .isEqualTo("\"1\" '1'\n");
    }

    @Test
    void aFaultNamesTheLine() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> new Scope('\\', Map.of()).expand("${A:?is needed}", AT))
                .withMessageStartingWith("Dockerfile:4: ")
                .withMessageContaining("is needed");
    }
}
