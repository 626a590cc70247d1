package dev.imagepack.build.embedded;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.imagepack.build.context.Paths;

/** A Dockerfile of chance, which uses what an engine can do, and keeps away from where we differ on purpose. */
final class RandomDockerfile {

    /** What not every engine has. */
    enum Feature {
        HEREDOC,
        EXCLUDE,
        /** {@code --link}: an engine that keeps images in a store of its own takes it for a plain copy. */
        LINK,
        /** {@code --parents}: not in the engines' front ends yet. */
        PARENTS,
        /** {@code ADD --unpack}. */
        UNPACK,
        /** Variables without their beginning or end. */
        TRIM,
        ZSTD,
        SYMBOLIC_CHMOD,
        /**
         * {@code --chmod} holds for the parents that are made too, and for special bits. In dockerd those parents lose what
         * its umask takes; we are as buildkitd, which has none.
         */
        WHOLE_CHMOD,
        /** {@code --chown} holds for what is unpacked. */
        CHOWN_OF_ARCHIVES,
        /**
         * Exceptions in {@code .dockerignore} are looked for on a walk. Docker 20.10's client asks of each path by itself: it
         * takes in all of a directory that an exception names, makes a directory because an exception that does not count lies
         * below, and finds none by {@code !**} in one that is left out.
         */
        EXCEPTIONS_BY_WALK,
        /** History has the words of today: Docker 20.10 leaves owners and modes out, and ports are the keys of a map. */
        WORDS_OF_HISTORY;

        /** Those of an engine of this version. */
        static Set<Feature> of(String version) {
            return switch (version.split("\\.")[0]) {
                case "20" -> EnumSet.noneOf(Feature.class);
                case "buildkitd" -> EnumSet.allOf(Feature.class);
                default -> EnumSet.complementOf(EnumSet.of(LINK, PARENTS));
            };
        }
    }

    /** Paths that the bases have, links among them. */
    private static final List<String> BASE_PATHS =
            List.of("/etc/passwd", "/etc", "/home/app", "/usr", "/var/w*", "/tmp");

    private static final List<String> DESTINATIONS = List.of(
            "/",
            "/srv/",
            "/srv/file",
            "/srv/app/",
            "relfile",
            "rel/",
            "./",
            "/etc/",
            "/home/app/",
            "/new/deep/er/",
            "/new/deep/file",
            "/usr/local/bin/",
            "../up/",
            "/tmp/t/");

    private static final List<String> DESTINATIONS_WITH_LINKS = List.of(
            "/abs/", "/rel/x/", "/chain1/y", "/dangling/", "/a/b/up/", "/usrmerge/tool", "/filelink", "/a/esc/q/");

    private final Dice dice;
    private final RandomFiles files;
    private final Set<Feature> features;
    private final List<String> bases;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> buildArgs = new TreeMap<>();
    private final List<String> stages = new ArrayList<>();
    private String base = "scratch";

    /** @param bases names of images with /etc/passwd, one of them called {@code links} for what it has */
    RandomDockerfile(Dice dice, RandomFiles files, Set<Feature> features, List<String> bases) {
        this.dice = dice;
        this.files = files;
        this.features = features;
        this.bases = bases;
        write();
    }

    List<String> lines() {
        return lines;
    }

    Map<String, String> buildArgs() {
        return buildArgs;
    }

    private void write() {
        if (dice.percent(30)) {
            lines.add("ARG GLOBAL=" + dice.of("one", "two words".replace(' ', '-'), ""));
        }
        int count = 1 + dice.below(3);
        for (int i = 0; i < count; i++) {
            stage("s" + i);
        }
    }

    private void stage(String name) {
        boolean onStage = !stages.isEmpty() && dice.percent(25);
        String from = onStage ? dice.of(stages) : dice.percent(30) ? "scratch" : dice.of(bases);
        base = onStage ? base : from;
        lines.add("FROM " + from + " AS " + name);
        copy();
        for (int i = 2 + dice.below(7); i > 0; i--) {
            instruction();
        }
        stages.add(name);
    }

    private void instruction() {
        switch (dice.below(22)) {
            case 0, 1, 2, 3 -> copy();
            case 4, 5, 6 -> add();
            case 7, 8 -> copyFrom();
            case 9, 10 -> workdir();
            case 11 ->
                lines.add("USER " + dice.of("1000", "0", "7:8", "1000:1001", base.equals("scratch") ? "5" : "app"));
            case 12 -> variables();
            case 13 -> arg();
            case 14 ->
                lines.add("LABEL " + dice.some(List.of("a=1", "b=\"two words\"", "c=$E1", "d.e/f='$E1'", "g=x\\ y")));
            case 15 -> lines.add("EXPOSE " + dice.some(List.of("80", "443/tcp", "53/UDP", "9000-9002", "${P:-81}")));
            case 16 -> lines.add("VOLUME " + dice.of("/data /var/lib/x", "[\"/v 1\", \"/data/\"]", "rel/v"));
            case 17 -> lines.add(dice.of("CMD", "ENTRYPOINT") + " " + command());
            case 18 ->
                lines.add("HEALTHCHECK "
                        + dice.of(
                                "NONE",
                                "--interval=5s --retries=2 CMD " + dice.of("run  $E1 \"q\"", "[\"a\", \"b c\"]")));
            case 19 -> lines.add("STOPSIGNAL " + dice.of("SIGTERM", "9", "kill", "SIGRTMIN+3"));
            case 20 -> lines.add("SHELL " + dice.of("[\"/bin/bash\", \"-c\"]", "[\"/x\"]"));
            default ->
                lines.add(dice.of("ONBUILD COPY . /onbuild/", "ONBUILD ENV OB=$E1", "MAINTAINER me <me@example.com>"));
        }
    }

    private String command() {
        return dice.of("[\"a\", \"b c\"]", "run --it  $E1 \"q\"", "[]", "[ 'not', \"json\" ]", "exec \"$@\"");
    }

    private void copy() {
        if (features.contains(Feature.HEREDOC) && dice.percent(15)) {
            heredoc();
            return;
        }
        String flags = link() + owner() + mode();
        if (features.contains(Feature.PARENTS) && dice.percent(25)) {
            // With a plain path beside a pattern, BuildKit does not take the links to nowhere that fit the pattern.
            String source = files.sourceWithParents();
            transfer("COPY --parents " + flags + exclude(), source, source);
        } else {
            transfer("COPY " + flags + exclude(), files.source(), files.source());
        }
    }

    private String exclude() {
        return features.contains(Feature.EXCLUDE) && dice.percent(20)
                ? "--exclude=" + dice.of("*.txt", "**/a", "lib", "[a-c]*", "!b.txt --exclude=*.txt") + " "
                : "";
    }

    private String link() {
        return features.contains(Feature.LINK) && dice.percent(20)
                ? dice.of("--link ", "--link ", "--link=false ")
                : "";
    }

    private String unpack() {
        return features.contains(Feature.UNPACK) && dice.percent(15)
                ? "--unpack=" + dice.of("true", "false") + " "
                : "";
    }

    private void add() {
        boolean archive = dice.percent(70);
        String source = archive ? files.archive() : files.source();
        String owner = archive && !features.contains(Feature.CHOWN_OF_ARCHIVES) ? "" : owner();
        transfer(
                "ADD " + unpack() + link() + owner + mode() + exclude(),
                source,
                archive ? files.archive() : files.source());
    }

    private void heredoc() {
        String word = dice.of("EOF", "'EOF'", "-EOF");
        lines.add("COPY " + link() + owner() + mode() + "<<" + word + " " + dice.of(DESTINATIONS));
        lines.addAll(List.of("\ttext $E1 \\$E1 \"q\"", "# no comment", "", "EOF"));
    }

    private void copyFrom() {
        if (stages.isEmpty()) {
            transfer("COPY --from=" + dice.of(bases) + " " + owner(), dice.of(BASE_PATHS), dice.of(BASE_PATHS));
        } else {
            String path = dice.of("/", "/srv", "/s*", "/etc*", "/rel*", "/new*");
            // Files of the bases have special bits.
            String mode = features.contains(Feature.WHOLE_CHMOD) ? mode() : "";
            transfer("COPY --from=" + dice.of(stages) + " " + link() + owner() + mode + exclude(), path, path);
        }
    }

    private void transfer(String start, String source, String other) {
        boolean two = dice.percent(25);
        String destination = destination(two);
        // With excludes, BuildKit refuses links to nowhere at the top of a root that is copied.
        boolean ofRoot = Paths.clean(source).isEmpty() || Paths.clean(other).isEmpty();
        String flags = ofRoot ? start.replaceAll("--exclude=\\S+ ", "") : start;
        if (dice.percent(15)) {
            lines.add(
                    flags + "[\"" + source + "\", " + (two ? "\"" + other + "\", " : "") + "\"" + destination + "\"]");
        } else {
            lines.add(flags + source + " " + (two ? other + " " : "") + destination);
        }
    }

    private String destination(boolean forSeveral) {
        String chosen =
                base.endsWith(":links") && dice.percent(50) ? dice.of(DESTINATIONS_WITH_LINKS) : dice.of(DESTINATIONS);
        if (dice.percent(10)) {
            return "/srv/${E1:-none}/";
        }
        return forSeveral && !chosen.endsWith("/") ? chosen + "/" : chosen;
    }

    private String owner() {
        boolean named = !base.equals("scratch");
        return dice.percent(25)
                ? "--chown="
                        + (named ? dice.of("app", "app:app", "7", "7:8", ":9", "app:55") : dice.of("7", "7:8", "0:3"))
                        + " "
                : "";
    }

    private String mode() {
        if (features.contains(Feature.SYMBOLIC_CHMOD) && dice.percent(15)) {
            return "--chmod=" + dice.of("u=rwX,go=rX", "+x", "g=u", "a-w,u+s") + " ";
        }
        if (!features.contains(Feature.WHOLE_CHMOD)) {
            return files.havePlainModes() && dice.percent(30) ? "--chmod=" + dice.of("0755", "755") + " " : "";
        }
        return dice.percent(20) ? "--chmod=" + dice.of("0640", "755", "4711", "01755", "0") + " " : "";
    }

    private void workdir() {
        String path = dice.of("/srv", "/", "/srv/../w", "rel/ative", "/new/$E1/x", "/home/app", "..");
        lines.add("WORKDIR "
                + (base.endsWith(":links") && dice.percent(40) ? dice.of("/rel/w", "/chain1", "/dangling") : path));
    }

    private void variables() {
        String trimmed = features.contains(Feature.TRIM) ? "E2=${E1%y} E3='$E1'" : "E3='$E1'";
        lines.add("ENV "
                + dice.of(
                        "E1=x",
                        "E1=$E1-y E2=${E1:-d}",
                        "E1 the rest  of it",
                        trimmed,
                        "PATH=/x:$PATH",
                        "E1=\"a b\"",
                        "E1="));
    }

    private void arg() {
        String name = dice.of("GLOBAL", "P", "E1");
        lines.add("ARG " + name + dice.of("", "=8080", "=$E1"));
        if (dice.percent(50)) {
            buildArgs.put(name, dice.of("9090", "", "x y"));
        }
    }
}
