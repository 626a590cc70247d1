package dev.imagepack.build.context;

import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class PlatformArgsTest {

    @Test
    void theTargetIsThePlatformAndTheBuildMachineIsAlwaysTheSame() {
        assertThat(PlatformArgs.of(Platform.parse("linux/arm/v7"), "web", Map.of()))
                .containsOnly(
                        entry("BUILDPLATFORM", "linux/amd64"),
                        entry("BUILDOS", "linux"),
                        entry("BUILDOSVERSION", ""),
                        entry("BUILDARCH", "amd64"),
                        entry("BUILDVARIANT", ""),
                        entry("TARGETPLATFORM", "linux/arm/v7"),
                        entry("TARGETOS", "linux"),
                        entry("TARGETOSVERSION", ""),
                        entry("TARGETARCH", "arm"),
                        entry("TARGETVARIANT", "v7"),
                        entry("TARGETSTAGE", "web"));
    }

    @Test
    void theLastStageIsCalledDefault() {
        assertThat(PlatformArgs.of(Platform.LINUX_AMD64, "", Map.of())).containsEntry("TARGETSTAGE", "default");
    }

    @Test
    void anArgumentOfTheBuildWins() {
        assertThat(PlatformArgs.of(Platform.LINUX_AMD64, "", Map.of("BUILDARCH", "s390x", "OTHER", "1")))
                .containsEntry("BUILDARCH", "s390x")
                .containsEntry("TARGETARCH", "amd64")
                .doesNotContainKey("OTHER");
    }
}
