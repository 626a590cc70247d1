package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that an engine builds. It must be one of this machine, at the socket that DOCKER_HOST or nobody names; and the programs
 * docker, skopeo, the distribution project's registry, and a static busybox must be on the PATH.
 */
final class EnginePart {

    private static final String USUAL = "unix:///var/run/docker.sock";
    private static final String SCHEME = "unix://";

    private final Settings settings;
    private final Maven maven;
    private final Map<String, Optional<Program>> programs = new TreeMap<>();

    EnginePart(Settings settings, Maven maven) {
        this.settings = settings;
        this.maven = maven;
        for (String name : List.of("docker", "skopeo", LocalRegistry.PROGRAM, "busybox")) {
            programs.put(name, Program.find(name));
        }
    }

    void run() throws IOException, InterruptedException {
        String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse(USUAL);
        List<String> hindrances = hindrances(host);
        if (!hindrances.isEmpty()) {
            Benchmark.say("\nNothing that an engine builds is measured: " + String.join("; ", hindrances));
            return;
        }
        Base base = Base.make(settings, maven);
        Path registries = settings.work().resolve("registries");
        Path socket = Path.of(host.substring(SCHEME.length()));
        try (LocalRegistry registry =
                        LocalRegistry.start(program(LocalRegistry.PROGRAM), registries.resolve("engine"));
                EngineWire wire = EngineWire.before(socket)) {
            base.push(registry);
            compare(base, registry, wire);
            new EngineHeap(settings, maven, wire.address(), program("busybox")).run();
        }
    }

    private void compare(Base base, LocalRegistry registry, EngineWire wire) throws IOException, InterruptedException {
        Path directory = settings.work().resolve("engine-docker");
        try (DockerChain chain = new DockerChain(program("docker"), program("skopeo"), wire.address(), directory)) {
            new BesideEngine(settings, maven, wire, chain, program("busybox")).run(base, registry);
        }
    }

    private List<String> hindrances(String host) {
        List<String> hindrances = new ArrayList<>();
        programs.forEach((name, program) -> {
            if (program.isEmpty()) {
                hindrances.add(name + " is not on the PATH");
            }
        });
        if (!host.startsWith(SCHEME)) {
            hindrances.add("the engine at " + host + " has no socket on this machine");
        } else if (!Files.exists(Path.of(host.substring(SCHEME.length())))) {
            hindrances.add("there is no engine at " + host);
        }
        return hindrances;
    }

    private Program program(String name) {
        return programs.get(name).orElseThrow();
    }
}
