package dev.imagepack.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/**
 * The engines of one run of a goal: each is looked for when it is asked for first, is the same for all who ask, and is closed
 * with this. Several threads may ask at once.
 */
public final class Engines implements Closeable {

    private final Supplier<Surroundings> surroundings;
    private final EngineSearch.Probe probe;
    private final Optional<String> named;
    private final Listener found;
    private final Map<EngineAddress, Engine> remotes = new LinkedHashMap<>();
    private @Nullable Engine local;
    private @Nullable EngineFault missing;

    /** Hears which engine was found, and how. */
    @FunctionalInterface
    public interface Listener {

        /** Called once, with the engine of this machine. */
        void found(Engine engine, EngineFacts facts, String how);
    }

    /**
     * @param surroundings asked for with the first engine, for most builds want none
     * @param named what the user property {@code imagepack.engine.host} says, if it does
     */
    public Engines(
            Supplier<Surroundings> surroundings, EngineSearch.Probe probe, Optional<String> named, Listener found) {
        this.surroundings = surroundings;
        this.probe = probe;
        this.named = named;
        this.found = found;
    }

    /**
     * The engine of this machine; searched for once.
     *
     * @throws EngineFault when none answers, the same at each call
     */
    public synchronized Engine local() throws IOException {
        if (missing != null) {
            throw missing;
        }
        if (local == null) {
            try {
                EngineSearch.Found result = new EngineSearch(surroundings.get(), probe).find(named);
                local = result.engine();
                found.found(local, local.facts(), result.how());
            } catch (EngineFault e) {
                missing = e;
                throw e;
            }
        }
        return local;
    }

    /** An engine on another machine; its facts are asked when somebody wants them, and then once. */
    public synchronized Engine remote(EngineAddress address) {
        return remotes.computeIfAbsent(address, probe::open);
    }

    /**
     * The address of a remote as the configuration writes it. A port speaks TLS, except for 2375, which Docker has for those
     * that do not.
     *
     * @param certificates the directory of ca.pem, cert.pem and key.pem; empty for {@code DOCKER_CERT_PATH}, else docker's own
     *     directory
     * @throws ImagepackException when it is no address of another machine, or its certificates are missing
     */
    public EngineAddress address(String text, Optional<Path> certificates) {
        try {
            EngineAddress address = remoteAddress(text);
            boolean isPlain = address instanceof EngineAddress.Tcp tcp && tcp.port() == AddressText.PLAIN_PORT;
            return isPlain && certificates.isEmpty() || !(address instanceof EngineAddress.Tcp)
                    ? address
                    : address.withTls(CertificateDirectory.read(
                            certificates.orElseGet(() -> surroundings.get().certificates())));
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(
                    "remote " + text + ": " + e.getMessage(),
                    "Name their directory: <remote><host>" + text + "</host><certificates>…</certificates></remote>, or"
                            + " DOCKER_CERT_PATH.",
                    e);
        }
    }

    /** Parses the address of an engine on another machine; IllegalArgumentException says what is wrong with it. */
    public static EngineAddress remoteAddress(String text) {
        EngineAddress address = EngineAddress.parse(text);
        if (address instanceof EngineAddress.Unix || address instanceof EngineAddress.Pipe) {
            throw new IllegalArgumentException("'" + text + "' is on this machine, which builder local is for");
        }
        return address;
    }

    @Override
    public synchronized void close() throws IOException {
        for (Engine remote : remotes.values()) {
            remote.close();
        }
        if (local != null) {
            local.close();
        }
    }
}
