package dev.imagepack.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineConnection;
import dev.imagepack.engine.EngineReply;

/**
 * A real engine whose BuildKit cannot read what is sent to it, as that of Docker 26 with containerd's store, so that its
 * classic builder builds. All else is the engine's own.
 */
public final class ClassicBuilder implements EngineConnection {

    private static final String REFUSAL = "{\"error\":\"lookup build-context-1: no such host\"}\n";

    private final Engine real;

    private ClassicBuilder(Engine real) {
        this.real = real;
    }

    /** That of an engine; the caller closes it. */
    public static Engine of(RealEngine engine) {
        return new Engine(new ClassicBuilder(engine.open()));
    }

    @Override
    public EngineReply send(EngineCall call) throws IOException {
        EngineCall plain = new EngineCall(
                call.method(),
                call.path().replaceFirst("^/v[0-9.]+", ""),
                call.query(),
                call.headers(),
                call.body(),
                call.takesLong());
        if (call.query().contains(new EngineCall.Parameter("version", "2"))) {
            call.body().orElseThrow().writeTo(OutputStream.nullOutputStream());
            return new EngineReply(200, Map.of(), new ByteArrayInputStream(REFUSAL.getBytes(StandardCharsets.UTF_8)));
        }
        return real.send(plain);
    }

    @Override
    public String describe() {
        return real.describe();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
