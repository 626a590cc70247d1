package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InlineCacheTest {

    private static final Instant LATEST = Instant.parse("2024-01-31T12:00:00Z");
    private static final ImageConfig INTO = ImageConfig.empty(Platform.LINUX_AMD64);

    private static ImageConfig with(String cache) {
        ObjectNode node = Json.parseObject(INTO.bytes(), 1 << 20, "configuration");
        return ImageConfig.parse(Json.bytes(node.put("moby.buildkit.cache.v0", cache)));
    }

    private static String base64(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String step(String time) {
        return "[{\"digest\":\"sha256:1\",\"inputs\":[[{\"link\":5}]],\"layers\":[{\"createdAt\":\"" + time
                + "\",\"layer\":1}]},{\"digest\":\"sha256:2\"}]";
    }

    @Test
    void itStaysWithTimesThatAreTheSameInEachBuild() {
        ImageConfig late = with(base64(step("2026-11-25T18:59:37.611688698Z")));
        ImageConfig early = with(base64(step("2020-01-01T00:00:00Z")));

        assertThat(InlineCache.keep(late, INTO, LATEST)).isEqualTo(with(base64(step("2024-01-31T12:00:00Z"))));
        assertThat(InlineCache.keep(early, INTO, LATEST)).isEqualTo(early);
    }

    @Test
    void withoutOneOrWithOneThatCannotBeReadNothingIsAdded() {
        assertThat(InlineCache.keep(INTO, INTO, LATEST)).isSameAs(INTO);
        assertThat(InlineCache.keep(with("%"), INTO, LATEST)).isSameAs(INTO);
        assertThat(InlineCache.keep(with(base64("[{")), INTO, LATEST)).isSameAs(INTO);
        assertThat(InlineCache.keep(with(base64(step("yesterday"))), INTO, LATEST))
                .isSameAs(INTO);
    }
}
