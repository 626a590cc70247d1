package dev.imagepack.maven;

import java.nio.file.FileSystem;
import java.util.Map;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CacheRootTest {

    private static String root(Configuration platform, Map<String, String> environment, String os, String home) {
        FileSystem files = Jimfs.newFileSystem(platform);
        return new CacheRoot(files, environment::get, Map.of("os.name", os, "user.home", home)::get)
                .path()
                .toString();
    }

    private static String linux(Map<String, String> environment) {
        return root(Configuration.unix(), environment, "Linux", "/home/ann");
    }

    private static String windows(Map<String, String> environment) {
        return root(Configuration.windows(), environment, "Windows 11", "C:\\Users\\ann");
    }

    @Test
    void linuxHasItBelowDotCache() {
        assertThat(linux(Map.of())).isEqualTo("/home/ann/.cache/imagepack");
    }

    @Test
    void macHasItBelowLibrary() {
        assertThat(root(Configuration.osX(), Map.of(), "Mac OS X", "/Users/ann"))
                .isEqualTo("/Users/ann/Library/Caches/imagepack");
    }

    @Test
    void windowsHasItBelowLocalAppData() {
        assertThat(windows(Map.of("LOCALAPPDATA", "D:\\Local"))).isEqualTo("D:\\Local\\imagepack");
        assertThat(windows(Map.of())).isEqualTo("C:\\Users\\ann\\AppData\\Local\\imagepack");
    }

    @Test
    void theVariableOfXdgWinsEverywhere() {
        assertThat(linux(Map.of("XDG_CACHE_HOME", "/var/tmp/c"))).isEqualTo("/var/tmp/c/imagepack");
        assertThat(windows(Map.of("XDG_CACHE_HOME", "E:\\c", "LOCALAPPDATA", "D:\\Local")))
                .isEqualTo("E:\\c\\imagepack");
        assertThat(root(Configuration.osX(), Map.of("XDG_CACHE_HOME", "/c"), "Mac OS X", "/Users/ann"))
                .isEqualTo("/c/imagepack");
    }

    @Test
    void anEmptyOrRelativeVariableCountsAsUnset() {
        assertThat(linux(Map.of("XDG_CACHE_HOME", ""))).isEqualTo("/home/ann/.cache/imagepack");
        assertThat(linux(Map.of("XDG_CACHE_HOME", "cache"))).isEqualTo("/home/ann/.cache/imagepack");
    }
}
