package dev.imagepack.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Starts Maven as a user does, one process for each build. It has a local repository of its own, into which the plugin is
 * put as {@code mvn install} would; the user's repository is only read.
 */
final class Maven {

    private static final int TAIL = 60;

    private final Path program;
    private final Path repository;
    private final Path log;

    private Maven(Path program, Path repository, Path log) {
        this.program = program;
        this.repository = repository;
        this.log = log;
    }

    static Maven prepare(Settings settings) throws IOException {
        Path repository = settings.work().resolve("repository");
        String name = "imagepack-maven-plugin";
        Path place =
                Files.createDirectories(repository.resolve(Path.of("dev", "imagepack", name, settings.imagepack())));
        String file = name + "-" + settings.imagepack();
        copy(settings.plugin().resolve("target").resolve(file + ".jar"), place.resolve(file + ".jar"));
        copy(settings.plugin().resolve("pom.xml"), place.resolve(file + ".pom"));
        if (settings.small()) {
            for (String version : List.of(Application.OLD_DRIVER, Application.NEW_DRIVER)) {
                makeDriver(repository, version, settings);
            }
        }
        String program = File.separatorChar == '/' ? "mvn" : "mvn.cmd";
        return new Maven(
                settings.mavenHome().resolve("bin").resolve(program),
                repository,
                settings.work().resolve("maven.log"));
    }

    /** An artifact in the place of the driver. */
    private static void makeDriver(Path repository, String version, Settings settings) throws IOException {
        Path place = Files.createDirectories(
                repository.resolve(Path.of(Application.DRIVER_GROUP.replace('.', '/'), Application.DRIVER, version)));
        Path jar = place.resolve(Application.DRIVER + "-" + version + ".jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("version"));
            out.write(version.getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(
                place.resolve(Application.DRIVER + "-" + version + ".pom"),
                settings.pom("driver.xml").replace("@DRIVER@", version));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    String version() throws IOException, InterruptedException {
        run(Path.of("."), "", List.of("-v"));
        return Files.readAllLines(log).get(0).replaceAll("\u001B\\[[0-9;]*m", "");
    }

    /** Builds a project that needs nothing from the network any more. */
    Sample build(Path project, List<String> arguments) throws IOException, InterruptedException {
        return build(project, "", arguments);
    }

    /** As {@link #build(Path, List)}, with options for the JVM. */
    Sample build(Path project, String jvm, List<String> arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-o"));
        all.addAll(arguments);
        return run(project, jvm, all);
    }

    /** Builds a project that uses the network, though nothing need be downloaded for Maven itself. */
    Sample connected(Path project, List<String> arguments) throws IOException, InterruptedException {
        return run(project, "", arguments);
    }

    /** Builds a project once, so that all that it needs is in the repository. */
    void download(Path project, List<String> arguments) throws IOException, InterruptedException {
        run(project, "", arguments);
    }

    private Sample run(Path project, String jvm, List<String> arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "-B", "-ntp", "-Dmaven.repo.local=" + repository));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", jvm);
        Sample sample = Sample.of(builder);
        if (sample.status() != 0) {
            throw new IllegalStateException(command + " in " + project + " failed:\n" + tail());
        }
        return sample;
    }

    private String tail() throws IOException {
        List<String> lines = List.of(new String(Files.readAllBytes(log), StandardCharsets.UTF_8).split("\n"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }
}
