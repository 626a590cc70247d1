package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A generated Maven project: 300 classes, 20 MB of resources, 100 MB of jars, less of each in a small run; and what its developer
 * does to it.
 */
final class Application {

    private static final int CLASSES = 300;
    private static final long PAGES = 9_000_000;
    private static final long MODELS = 3_000_000;
    private static final long PICTURES = 8_000_000;
    private static final int METHODS = 12;
    static final String DRIVER_GROUP = "org.postgresql";
    static final String DRIVER = "postgresql";
    static final String OLD_DRIVER = "42.7.5";
    static final String NEW_DRIVER = "42.7.7";

    private final Path directory;
    private final Settings settings;
    private final String pom;

    private Application(Path directory, Settings settings, String pom) {
        this.directory = directory;
        this.settings = settings;
        this.pom = pom;
    }

    /**
     * Writes it anew.
     *
     * @param base as the plugin names it
     * @param jibs the same as Jib names it
     */
    static Application write(Path directory, Settings settings, String base, String jibs) throws IOException {
        Benchmark.delete(directory);
        Application application = new Application(directory, settings, pom(settings, base, jibs));
        Files.createDirectories(application.sources());
        for (int i = 0; i < application.classes(); i++) {
            application.writeClass(i, 0);
        }
        MadeUp madeUp = new MadeUp(2, settings);
        Path resources = directory.resolve("src/main/resources");
        madeUp.fill(resources.resolve("pages"), MadeUp.Kind.TEXT, PAGES, 150);
        madeUp.fill(resources.resolve("models"), MadeUp.Kind.CODE, MODELS, 20);
        madeUp.fill(resources.resolve("pictures"), MadeUp.Kind.DENSE, PICTURES, 80);
        application.takeOldDriver();
        return application;
    }

    private static String pom(Settings settings, String base, String jibs) {
        String pom = settings.pom("application.xml").replace("@BASE@", base).replace("@JIBS_BASE@", jibs);
        return settings.small() ? withDriverOnly(pom) : pom;
    }

    /** In a small run the driver is the only dependency, and {@link Maven} makes it, so that none need be downloaded. */
    private static String withDriverOnly(String pom) {
        return pom.replaceFirst(
                "(?s)<dependencyManagement>.*(?=<dependency>\\s*<groupId>" + DRIVER_GROUP + ")", "<dependencies>");
    }

    /** The pom as a parent of several applications, with fewer dependencies. */
    static String parent(Settings settings, String base) {
        return pom(settings, base, base)
                .replace("<!-- @PACKAGING@ -->", "<packaging>pom</packaging>")
                .replaceAll("(?s)<!-- Not in the reactor. -->.*?</dependencies>", "</dependencies>")
                .replace("@DRIVER@", OLD_DRIVER);
    }

    Path directory() {
        return directory;
    }

    private int classes() {
        return settings.count(CLASSES);
    }

    /** What it consists of; after a build with its dependencies. */
    String describe() throws IOException {
        long resources = settings.bytes(PAGES) + settings.bytes(MODELS) + settings.bytes(PICTURES);
        return "dependencies " + dependencies(directory) + ", " + classes() + " classes, " + resources / 1_000_000.0
                + " MB of resources";
    }

    /** How many dependencies a module has, and how large they are; after a build with them. */
    static String dependencies(Path directory) throws IOException {
        try (Stream<Path> jars = Files.list(directory.resolve("target/lib"))) {
            List<Path> all = jars.toList();
            long size = 0;
            for (Path jar : all) {
                size += Files.size(jar);
            }
            return all.size() + " jars of " + size / 1_000_000 + " MB";
        }
    }

    private Path sources() {
        return directory.resolve("src/main/java/com/example");
    }

    private void writeClass(int number, int revision) throws IOException {
        Files.writeString(sources().resolve("C" + number + ".java"), source(number, classes(), revision));
    }

    /** A class that uses others of as many as there are; the first one has a main method. */
    static String source(int number, int classes, int revision) {
        StringBuilder java = new StringBuilder("package com.example;\n\nimport java.util.*;\n\npublic final class C")
                .append(number)
                .append(" {\n    static final long REVISION = ")
                .append(revision)
                .append("L;\n    private final Map<String, Integer> known = new TreeMap<>();\n\n");
        for (int i = 0; i < METHODS; i++) {
            java.append(method(number, i, classes));
        }
        String main =
                number == 0 ? "    public static void main(String[] args) {\n        new C0().m0(1);\n    }\n" : "";
        return java.append(main).append("}\n").toString();
    }

    private static String method(int number, int index, int classes) {
        int callee = (number * 7 + index) % classes;
        return """
                    public int m%1$d(int x) {
                        int sum = known.size();
                        for (int i = 0; i < x %% %4$d; i++) {
                            known.put("key " + i + " of %2$d", sum + x);
                            sum += i * %2$d;
                        }
                        String text = "The sum of class %2$d in step %1$d is " + sum;
                        return x > %4$d ? new C%3$d().m%1$d(x - %4$d) + text.length() : sum + (int) REVISION;
                    }

                """.formatted(index, number, callee, 3 + index);
    }

    /** As if it had just been checked out on a machine that never built it; Maven's own repository is filled. */
    void forget() throws IOException {
        Benchmark.delete(directory.resolve("target"));
        Benchmark.delete(directory.resolve("imagepack-cache"));
        Benchmark.delete(directory.resolve("jib-cache"));
    }

    /** One class becomes another one; {@code revision} was not used before. */
    void changeClass(int revision) throws IOException {
        writeClass(classes() / 2, revision);
    }

    void takeOldDriver() throws IOException {
        takeDriver(OLD_DRIVER);
    }

    void takeNewDriver() throws IOException {
        takeDriver(NEW_DRIVER);
    }

    private void takeDriver(String version) throws IOException {
        Files.writeString(directory.resolve("pom.xml"), pom.replace("@DRIVER@", version));
        Path lib = directory.resolve("target/lib");
        if (Files.isDirectory(lib)) {
            // Copying dependencies never takes one away.
            try (DirectoryStream<Path> old = Files.newDirectoryStream(lib, DRIVER + "-*.jar")) {
                for (Path jar : old) {
                    Files.delete(jar);
                }
            }
        }
    }
}
