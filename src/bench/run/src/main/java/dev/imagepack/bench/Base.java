package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The image that applications are built on: programs, text and archives, as a Linux with a JRE has them. */
final class Base {

    private final Settings settings;
    private final Maven maven;
    private final FilesImage image;

    private Base(Settings settings, Maven maven, FilesImage image) {
        this.settings = settings;
        this.maven = maven;
        this.image = image;
    }

    /** Makes it, or takes the one of an earlier run. */
    static Base make(Settings settings, Maven maven) throws IOException, InterruptedException {
        FilesImage image = FilesImage.write(
                settings.work().resolve("base"), settings, List.of("system", "runtime", "certificates"));
        if (!Files.exists(image.archive())) {
            MadeUp madeUp = new MadeUp(1, settings);
            Path system = image.directory().resolve("system");
            madeUp.fill(system.resolve("lib"), MadeUp.Kind.CODE, 60_000_000, 600);
            madeUp.fill(system.resolve("share"), MadeUp.Kind.TEXT, 48_000_000, 900);
            madeUp.fill(image.directory().resolve("runtime/lib"), MadeUp.Kind.CODE, 40_000_000, 80);
            madeUp.fill(image.directory().resolve("runtime/modules"), MadeUp.Kind.DENSE, 20_000_000, 3);
            madeUp.fill(image.directory().resolve("certificates"), MadeUp.Kind.TEXT, 1_000_000, 120);
            maven.download(image.directory(), List.of("package"));
        }
        return new Base(settings, maven, image);
    }

    Path archive() {
        return image.archive();
    }

    String size() throws IOException {
        return Files.size(archive()) / 1_000_000 + " MB";
    }

    /** Its reference at a registry that it was pushed to. */
    static String at(LocalRegistry registry) {
        return registry.domain() + "/base/files:1.0";
    }

    void push(LocalRegistry registry) throws IOException, InterruptedException {
        maven.download(
                image.directory(),
                List.of(
                        "dev.imagepack:imagepack-maven-plugin:" + settings.imagepack() + ":push-images",
                        "-Dimagepack.pushTo=" + registry.domain() + "/base"));
    }
}
