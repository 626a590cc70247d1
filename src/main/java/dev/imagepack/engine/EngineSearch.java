package dev.imagepack.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;

/**
 * Finds the engine of this machine as the docker program does: the one that is named, by the user property, by
 * {@code DOCKER_HOST}, by {@code DOCKER_CONTEXT} or by the current context, in this order, each of which rules out what
 * follows it; else the one at the default socket. Where that program would give up, the sockets of other products are tried.
 */
public final class EngineSearch {

    /** The user property that names an engine. */
    public static final String PROPERTY = "imagepack.engine.host";

    private final Surroundings surroundings;
    private final Probe probe;

    /** What the search does outside of itself. */
    public interface Probe {

        /** Why nobody can be reached at a socket, as far as its file says; empty when it must be tried. */
        Optional<String> hindrance(Path socket);

        /** The engine at an address, not yet asked for anything. */
        Engine open(EngineAddress address);

        /** The real world. */
        Probe REAL = new Probe() {
            @Override
            public Optional<String> hindrance(Path socket) {
                if (Files.notExists(socket)) {
                    return Optional.of("is not there");
                }
                return Files.isWritable(socket) ? Optional.empty() : Optional.of("this user may not use it");
            }

            @Override
            public Engine open(EngineAddress address) {
                return Engine.at(address);
            }
        };
    }

    /**
     * What was found.
     *
     * @param engine answers; the caller closes it
     * @param how for the log: who named it, or whose socket it is
     */
    public record Found(Engine engine, String how) {}

    private record Candidate(EngineAddress address, String how) {}

    public EngineSearch(Surroundings surroundings, Probe probe) {
        this.surroundings = surroundings;
        this.probe = probe;
    }

    /**
     * Finds the engine and asks for its facts.
     *
     * @param named what the user property says, if it does
     * @throws EngineFault when none answers: lists every place, and what was found there
     */
    public Found find(Optional<String> named) throws IOException {
        List<String> looked = new ArrayList<>();
        for (Candidate candidate : candidates(named)) {
            Optional<Engine> engine = open(candidate, looked);
            if (engine.isPresent()) {
                return new Found(engine.get(), candidate.how());
            }
        }
        throw new EngineFault(
                "no container engine answers. Looked at:\n- " + String.join("\n- ", looked),
                "Start Docker or Podman, or name an engine with -D" + PROPERTY + ", DOCKER_HOST or docker context use.",
                0,
                null);
    }

    private Optional<Engine> open(Candidate candidate, List<String> looked) throws IOException {
        Optional<String> hindrance = candidate.address() instanceof EngineAddress.Unix unix
                ? probe.hindrance(unix.socket())
                : Optional.empty();
        if (hindrance.isEmpty()) {
            Engine engine = probe.open(candidate.address());
            try {
                engine.facts();
                return Optional.of(engine);
            } catch (ImagepackException | IOException e) {
                engine.close();
                if (e instanceof InterruptedIOException interrupt) {
                    throw interrupt;
                }
                hindrance = Optional.ofNullable(e.getMessage());
            }
        }
        looked.add(candidate.address() + " (" + candidate.how() + "): " + hindrance.orElse("does not answer"));
        return Optional.empty();
    }

    private List<Candidate> candidates(Optional<String> named) {
        Optional<Candidate> chosen = named.filter(text -> !text.isBlank())
                .map(text -> candidate(text, PROPERTY))
                .or(() -> surroundings.variable("DOCKER_HOST").map(text -> candidate(text, "DOCKER_HOST")))
                .or(this::context);
        return chosen.map(List::of)
                .orElseGet(() -> new UsualPlaces(surroundings)
                        .all().entrySet().stream()
                                .map(place -> new Candidate(place.getKey(), place.getValue()))
                                .toList());
    }

    private Optional<Candidate> context() {
        DockerContext contexts = new DockerContext(surroundings.dockerDirectory());
        Optional<String> variable = surroundings.variable("DOCKER_CONTEXT");
        String by = variable.isPresent() ? "DOCKER_CONTEXT" : "current context";
        return variable.or(contexts::current)
                .filter(name -> !name.equals(DockerContext.DEFAULT))
                .map(name -> new Candidate(contexts.address(name), by + " " + name));
    }

    private Candidate candidate(String text, String by) {
        try {
            EngineAddress address = EngineAddress.parse(text);
            boolean wantsTls = surroundings
                    .variable("DOCKER_TLS_VERIFY")
                    .or(() -> surroundings.variable("DOCKER_TLS"))
                    .isPresent();
            return new Candidate(
                    wantsTls && address instanceof EngineAddress.Tcp
                            ? address.withTls(CertificateDirectory.read(surroundings.certificates()))
                            : address,
                    by);
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(
                    by + ": " + e.getMessage(),
                    "Write for instance unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host; with"
                            + " DOCKER_TLS_VERIFY, DOCKER_CERT_PATH names the directory of the certificates.",
                    e);
        }
    }
}
