package dev.imagepack.engine;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where engines listen that nobody names: the default one first, then the others in the order of how many use them. */
final class UsualPlaces {

    private final Surroundings surroundings;

    UsualPlaces(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Addresses, each once, and whose they are. */
    Map<EngineAddress, String> all() {
        Map<EngineAddress, String> places = new LinkedHashMap<>();
        if (surroundings.isWindows()) {
            places.put(new EngineAddress.Pipe("//./pipe/docker_engine"), "Docker's default");
            places.put(new EngineAddress.Pipe("//./pipe/dockerDesktopLinuxEngine"), "Docker Desktop");
            places.put(new EngineAddress.Pipe("//./pipe/podman-machine-default"), "Podman");
            return places;
        }
        add(places, "Docker's default", Stream.of(Path.of("/var/run/docker.sock")));
        add(places, "rootless Docker", inRuntime("docker.sock"));
        add(places, "rootless Podman", inRuntime("podman/podman.sock"));
        add(places, "Podman", Stream.of(Path.of("/run/podman/podman.sock")));
        add(places, "Podman's machine", inHome(".local/share/containers/podman/machine/podman.sock"));
        add(places, "Colima", inHome(".colima/default/docker.sock", ".config/colima/default/docker.sock"));
        add(places, "Rancher Desktop", inHome(".rd/docker.sock"));
        add(places, "Docker Desktop", inHome(".docker/run/docker.sock", ".docker/desktop/docker.sock"));
        return places;
    }

    private static void add(Map<EngineAddress, String> places, String whose, Stream<Path> sockets) {
        sockets.forEach(socket -> places.putIfAbsent(new EngineAddress.Unix(socket), whose));
    }

    private Stream<Path> inRuntime(String path) {
        return surroundings.runtimeDirectory().stream().map(directory -> directory.resolve(path));
    }

    private Stream<Path> inHome(String... paths) {
        return List.of(paths).stream().map(path -> surroundings.home().resolve(path));
    }
}
