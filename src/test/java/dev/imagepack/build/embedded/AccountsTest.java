package dev.imagepack.build.embedded;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AccountsTest {

    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            odd
            app:x:notanumber:1
            ::
            app:x:1000:1001:App:/home/app:/bin/sh
            app:x:7:7::/:/bin/false
              padded:x:5:6::/:/bin/sh\r
            huge:x:99999999999:1::/:
            """;
    private static final String GROUP = """
            root:x:0:
            staff:x:50:app,other
            short:x
            staff:x:51:
            """;

    private static Accounts accounts(String passwd, String group) {
        FileTree tree = Nodes.tree("usr/etc/", "etc -> usr/etc");
        tree.put("usr/etc/passwd", Nodes.file(passwd));
        tree.put("usr/etc/group", Nodes.file(group));
        return new Accounts(tree);
    }

    @ParameterizedTest
    @CsvSource({
        "app, 1000, 1001",
        "app:staff, 1000, 50",
        "app:12, 1000, 12",
        "app:, 1000, 1001",
        "1234, 1234, 1234",
        "1234:5, 1234, 5",
        ":staff, 0, 50",
        "0, 0, 0",
        "4294967294, 4294967294, 4294967294",
        "padded, 5, 6",
    })
    void usersAndGroupsAreFoundByNameAndNumber(String text, long uid, long gid) throws IOException {
        assertThat(accounts(PASSWD, GROUP).find(text)).isEqualTo(new Owner(uid, gid));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "app:nogroup", "huge", "odd", "root:short"})
    void anUnknownNameSaysWhereItWasLookedFor(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accounts(PASSWD, GROUP).find(text))
                .withMessageMatching("the image knows no (user|group) '.*' \\(looked in its /etc/(passwd|group)\\)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967295", "0:9999999999"})
    void aNumberHasABound(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accounts(PASSWD, GROUP).find(text))
                .withMessageContaining("go up to 4294967294");
    }

    @Test
    void anImageWithoutAccountsKnowsNumbersOnly() throws IOException {
        Accounts none = new Accounts(FileTree.empty());

        assertThat(none.find("3:4")).isEqualTo(new Owner(3, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> none.find("root"));
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accounts("x".repeat((1 << 20) + 1), GROUP).find("app"))
                .withMessage("the image's /etc/passwd has 1048577 bytes, more than the 1048576 that are read");
    }
}
