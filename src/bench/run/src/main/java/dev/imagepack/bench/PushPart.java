package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** All that goes to registries; needs the distribution project's registry on the PATH. */
final class PushPart {

    private final Settings settings;
    private final Maven maven;

    PushPart(Settings settings, Maven maven) {
        this.settings = settings;
        this.maven = maven;
    }

    void run() throws IOException, InterruptedException {
        Optional<Program> program = Program.find(LocalRegistry.PROGRAM);
        if (program.isEmpty()) {
            Benchmark.say("\nNo pushes are measured: " + LocalRegistry.PROGRAM + " is not on the PATH");
            return;
        }
        Base base = Base.make(settings, maven);
        Path directory = settings.work().resolve("registries");
        try (LocalRegistry ours = LocalRegistry.start(program.get(), directory.resolve("imagepack"));
                LocalRegistry jibs = LocalRegistry.start(program.get(), directory.resolve("jib"))) {
            Map<Way, LocalRegistry> registries = new EnumMap<>(Map.of(Way.IMAGEPACK, ours, Way.JIB, jibs));
            for (LocalRegistry registry : registries.values()) {
                base.push(registry);
                registry.keep();
            }
            new Pushes(settings, maven, registries).run(base);
            new PushingReactor(settings, maven, registries).run();
        }
    }
}
