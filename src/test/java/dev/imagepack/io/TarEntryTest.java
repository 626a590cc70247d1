package dev.imagepack.io;

import java.util.HashMap;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.imagepack.io.TarEntry.Type.CHARACTER_DEVICE;
import static dev.imagepack.io.TarEntry.Type.DIRECTORY;
import static dev.imagepack.io.TarEntry.Type.FILE;
import static dev.imagepack.io.TarEntry.Type.SYMLINK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TarEntryTest {

    @Test
    void theFactoriesStartAtRootAndTheEpoch() {
        assertThat(TarEntry.directory("d", 0755)).isEqualTo(entry("d", DIRECTORY, 0755, 0, ""));
        assertThat(TarEntry.file("d/f", 04755, 7)).isEqualTo(entry("d/f", FILE, 04755, 7, ""));
        assertThat(TarEntry.symlink("l", "../x/")).isEqualTo(entry("l", SYMLINK, 0777, 0, "../x/"));
        assertThat(TarEntry.hardLink("h", "d/f").link()).isEqualTo("d/f");
    }

    @Test
    void aCopyDiffersInOneThingOnly() {
        TarEntry file = TarEntry.file("a", 0644, 3).withOwner(1, 2).withMtime(-5);
        assertThat(file.withPath("b")).isEqualTo(new TarEntry("b", FILE, 0644, 1, 2, -5, 3, "", Map.of(), 0, 0));
        assertThat(file.withMode(0)).isEqualTo(new TarEntry("a", FILE, 0, 1, 2, -5, 3, "", Map.of(), 0, 0));
        assertThat(TarEntry.symlink("l", "x").withLink("y")).isEqualTo(TarEntry.symlink("l", "y"));
    }

    @Test
    void extendedAttributesAreComparedByTheirBytes() {
        TarEntry one = TarEntry.file("a", 0644, 0).withXattrs(Map.of("user.x", new byte[] {1, 2}));
        TarEntry same = TarEntry.file("a", 0644, 0).withXattrs(Map.of("user.x", new byte[] {1, 2}));
        TarEntry other = TarEntry.file("a", 0644, 0).withXattrs(Map.of("user.x", new byte[] {1, 3}));
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
        assertThat(one).isNotEqualTo(one.withXattrs(Map.of("user.y", new byte[] {1, 2})));
    }

    @Test
    void nobodyCanChangeExtendedAttributesAfterwards() {
        byte[] value = {1};
        Map<String, byte[]> given = new HashMap<>(Map.of("user.b", value, "user.a", value));
        TarEntry entry = TarEntry.file("a", 0644, 0).withXattrs(given);
        given.clear();
        value[0] = 2;
        entry.xattrs().get("user.a")[0] = 3;
        assertThat(entry.xattrs()).containsOnlyKeys("user.a", "user.b");
        assertThat(entry.xattrs().keySet()).containsExactly("user.a", "user.b");
        assertThat(entry.xattrs().get("user.a")).containsExactly(1);
        assertThatThrownBy(() -> entry.xattrs().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatNoTarCanSayIsRefusedWithThePath() {
        refused("is not a relative path in normal form", () -> TarEntry.file("/etc", 0644, 0));
        refused("has mode 10000, above 7777", () -> TarEntry.file("etc", 010000, 0));
        refused("has mode", () -> TarEntry.file("etc", -1, 0));
        refused("has user -1", () -> TarEntry.file("etc", 0, 0).withOwner(-1, 0));
        refused(
                "has group 4294967295, outside 0 to 4294967294",
                () -> TarEntry.file("etc", 0, 0).withOwner(0, 0xFFFF_FFFFL));
        refused("has size -1", () -> TarEntry.file("etc", 0, -1));
        refused("has size 1 and is no file", () -> entry("etc", DIRECTORY, 0, 1, ""));
        refused("links to nothing", () -> TarEntry.symlink("etc", ""));
        refused("has a target and is no link", () -> entry("etc", FILE, 0, 0, "x"));
        refused("links to a name that holds a NUL", () -> TarEntry.symlink("etc", "a\0"));
        refused("links to /x, no path in normal form", () -> TarEntry.hardLink("etc", "/x"));
        refused("has device -1:0", () -> new TarEntry("etc", CHARACTER_DEVICE, 0, 0, 0, 0, 0, "", Map.of(), -1, 0));
        refused("has a device number", () -> new TarEntry("etc", FILE, 0, 0, 0, 0, 0, "", Map.of(), 0, 1));
        refused("half a character", () -> TarEntry.file("etc\uD800", 0, 0));
        refused("half a character", () -> TarEntry.symlink("etc", "\uD800"));
        refused("attribute of the name \"\"", () -> withXattr(""));
        refused("attribute of the name \"a=b\"", () -> withXattr("a=b"));
        refused("attribute of the name \"a\\x00\"", () -> withXattr("a\0"));
    }

    @ParameterizedTest
    @CsvSource({"./x,x", "/x,x", "a///b,a/b", "dir/,dir", "/./a/./b/,a/b", "a,a"})
    void aWrittenPathIsNormalised(String written, String path) {
        assertThat(TarEntry.normalise(written)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc/x", "a/../b", "//abs", "", "a\0b", "/", ".", "./"})
    void aPathThatNamesNothingInsideIsRefused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TarEntry.normalise(written))
                .withMessageStartingWith(TarPath.quoted(written));
    }

    @Test
    void aDirectoryIsOrderedByItsNameWithTheSlash() {
        TarEntry directory = TarEntry.directory("a", 0755);
        assertThat(TarEntry.STORED_ORDER.compare(directory, TarEntry.file("a-b", 0644, 0)))
                .isPositive();
        assertThat(TarEntry.STORED_ORDER.compare(directory, TarEntry.file("a/b", 0644, 0)))
                .isNegative();
    }

    private static void refused(String fault, ThrowingCallable made) {
        assertThatIllegalArgumentException()
                .isThrownBy(made::call)
                .withMessageContaining(fault)
                .withMessageMatching("(?s)\"/?etc.*");
    }

    private static TarEntry withXattr(String name) {
        return TarEntry.file("etc", 0, 0).withXattrs(Map.of(name, new byte[0]));
    }

    private static TarEntry entry(String path, TarEntry.Type type, int mode, long size, String link) {
        return new TarEntry(path, type, mode, 0, 0, 0, size, link, Map.of(), 0, 0);
    }
}
