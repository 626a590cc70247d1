package dev.imagepack.build.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.imagepack.image.BaseImage;
import dev.imagepack.image.SavedImage;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.Tool;

/**
 * Dockerfiles of which every builder shall make the same image. The commands of each make files that its twin copies from
 * the context; no command runs for the twin, so the embedded builder can say what must come out.
 */
enum MatrixRecipe {
    NO_COMMAND("a", """
            FROM system
            ENV A=1 B="two words"
            WORKDIR /srv/app
            COPY . /context/
            COPY --chown=12:13 app/a.txt ./b.txt
            COPY app/deep /deep/
            USER 1000:1000
            EXPOSE 8080
            VOLUME /srv/data
            LABEL x=y
            STOPSIGNAL SIGINT
            HEALTHCHECK --interval=10s CMD ["/bin/busybox", "true"]
            ENTRYPOINT ["/bin/busybox"]
            CMD ["cat", "/context/app/a.txt"]
            """, ""),

    COMMANDS("hello you\nhello you\n", """
            FROM system
            ARG WORD
            ENV GREETING=hello
            WORKDIR /srv/app
            COPY app/ ./
            RUN echo "$GREETING $WORD" > made.txt
            RUN /bin/busybox mkdir -m 0700 data && /bin/busybox ln -s ../made.txt data/link
            RUN /bin/busybox cp made.txt data/tool && /bin/busybox chown 12:13 data/tool && /bin/busybox chmod 4755 data/tool
            RUN /bin/busybox ln made.txt same.txt && /bin/busybox rm -r deep
            USER 1000:1000
            RUN test "$(/bin/busybox id -u)" = 1000
            USER 0
            CMD ["/bin/busybox", "cat", "same.txt", "data/link"]
            """, """
            FROM system
            ENV GREETING=hello
            COPY made/ /srv/app/
            COPY app/a.txt /srv/app/
            COPY made/made.txt /srv/app/same.txt
            COPY --chown=12:13 --chmod=4755 made/made.txt /srv/app/data/tool
            WORKDIR /srv/app
            USER 0
            CMD ["/bin/busybox", "cat", "same.txt", "data/link"]
            """),

    STAGES("a", """
            FROM system AS unused
            RUN /no/such/program
            FROM system AS build
            RUN --mount=type=cache,target=/cache --mount=type=bind,source=app,target=/src \\
                /bin/busybox cat /src/a.txt > /cache/a.txt && /bin/busybox cat /cache/a.txt > /made.txt
            FROM system
            COPY --from=build --chown=5:6 /made.txt /srv/made.txt
            COPY --from=1 /made.txt /again.txt
            CMD ["/bin/busybox", "cat", "/srv/made.txt"]
            """, """
            FROM system
            COPY --chown=5:6 app/a.txt /srv/made.txt
            COPY app/a.txt /again.txt
            CMD ["/bin/busybox", "cat", "/srv/made.txt"]
            """),

    DOCUMENTS("hello you\none $WORD\n", "23.0", "4.8", "1.33", """
            FROM system
            ARG WORD
            COPY --chown=12:13 <<END <<"PLAIN" /texts/
            hello $WORD
            END
            one $WORD
            PLAIN
            RUN <<END
            /bin/busybox cat /texts/END > /made.txt
            echo two >> /made.txt
            END
            CMD ["/bin/busybox", "cat", "/texts/END", "/texts/PLAIN"]
            """, """
            FROM system
            ARG WORD
            COPY --chown=12:13 <<END <<"PLAIN" /texts/
            hello $WORD
            END
            one $WORD
            PLAIN
            COPY <<END /made.txt
            hello $WORD
            two
            END
            CMD ["/bin/busybox", "cat", "/texts/END", "/texts/PLAIN"]
            """),

    LINK("a", "23.0", "5.6", "1.41", """
            FROM system
            COPY --link --chown=12:13 app/ /srv/app/
            CMD ["/bin/busybox", "cat", "/srv/app/a.txt"]
            """, ""),

    EXCLUDE("a", "28.5", "5.3", "1.38", """
            FROM system
            COPY --exclude=deep app/ /srv/app/
            CMD ["/bin/busybox", "cat", "/srv/app/a.txt"]
            """, ""),

    EXCLUDE_FROM_ALL("a", "28.5", "5.3", "1.38", """
            FROM system
            COPY --exclude=made --exclude=app/deep . /srv/
            CMD ["/bin/busybox", "cat", "/srv/app/a.txt"]
            """, ""),

    PARENTS("b", "29.0", "5.5", "1.40", """
            FROM system
            COPY --parents app/deep/b.txt /srv/
            CMD ["/bin/busybox", "cat", "/srv/app/deep/b.txt"]
            """, ""),

    TRIGGERS("hello you\n", """
            FROM system AS files
            COPY app/deep /deep/
            FROM system AS other
            COPY app/a.txt /
            FROM triggering AS parent
            ONBUILD COPY --chown=5:6 . /of-a-stage/
            ONBUILD COPY --from=1 /a.txt /from-a-stage/
            ONBUILD USER 0:0
            ONBUILD ARG WORD
            ONBUILD RUN echo hello $WORD > /made.txt
            FROM parent
            CMD ["/bin/busybox", "cat", "/made.txt"]
            """, """
            FROM system
            COPY . /context/
            COPY app/deep /from-a-stage/
            COPY --chown=5:6 . /of-a-stage/
            COPY app/a.txt /from-a-stage/
            USER 0:0
            COPY made/made.txt /made.txt
            CMD ["/bin/busybox", "cat", "/made.txt"]
            """),

    UPSTREAM("hello you\n", """
            ARG PUBLISHED
            FROM $PUBLISHED AS base
            FROM base
            COPY app/ /srv/app/
            RUN echo hello you > /made.txt
            CMD ["/bin/busybox", "cat", "/made.txt"]
            """, """
            ARG PUBLISHED
            FROM $PUBLISHED
            COPY app/ /srv/app/
            COPY made/made.txt /made.txt
            CMD ["/bin/busybox", "cat", "/made.txt"]
            """);

    /** What a container of the image writes. */
    final String output;

    /** The first versions that know what is in it; all do, where that is 0. */
    final String docker;

    final String podman;
    final String buildah;

    private final String text;
    private final String twin;

    MatrixRecipe(String output, String text, String twin) {
        this(output, "0", "0", "0", text, twin);
    }

    MatrixRecipe(String output, String docker, String podman, String buildah, String text, String twin) {
        this.output = output;
        this.docker = docker;
        this.podman = podman;
        this.buildah = buildah;
        this.text = text;
        this.twin = twin.isEmpty() ? text : twin;
    }

    String[] lines() {
        return text.lines().toArray(String[]::new);
    }

    String[] twin() {
        return twin.lines().toArray(String[]::new);
    }

    boolean runsCommands() {
        return text.contains("RUN ");
    }

    boolean needsBuildKit() {
        return text.matches("(?s).*(--mount|--link|--chmod|<<).*");
    }

    /**
     * A module that has what any of them reads.
     *
     * @param published the name under which a registry has the base
     */
    static Workbench module(Path home, String published) throws IOException {
        Workbench bench = new Workbench(home);
        Path layout = layout(home);
        bench.contexts.put("system", new BaseImage.Saved(layout, Optional.empty()));
        bench.contexts.put("triggering", new BaseImage.Saved(triggering(home), Optional.empty()));
        bench.registry = (reference, platform) -> SavedImage.open(layout, Optional.empty(), platform);
        bench.upstreamMatch = new UpstreamMatch(published.substring(0, published.lastIndexOf(':')));
        bench.buildArgs.put("PUBLISHED", published);
        bench.buildArgs.put("WORD", "you");
        bench.labels.put("team", "shop");
        bench.file("app/a.txt", "a").file("app/deep/b.txt", "b").file("made/made.txt", "hello you\n");
        bench.file("secret.txt", "s").file(".dockerignore", "**/secret.txt\n");
        Files.setAttribute(bench.module.resolve("app/deep/b.txt"), "unix:mode", 0750);
        Path data = Files.createDirectory(bench.module.resolve("made/data"));
        Files.setAttribute(data, "unix:mode", 0700);
        Files.createSymbolicLink(data.resolve("link"), Path.of("../made.txt"));
        return bench;
    }

    /** The same base with instructions for whatever is built upon it, which no engine can be left to run by itself. */
    private static Path triggering(Path home) throws IOException {
        return HandMadeImage.system(
                        Tool.BUSYBOX.require().file(),
                        "COPY . /context/",
                        "COPY --from=files /deep/ /from-a-stage/",
                        "USER 1000:1000")
                .layout(home.resolve("triggering"));
    }

    /** Where that module has the base. */
    static Path layout(Path home) throws IOException {
        Path layout = home.resolve("system");
        return Files.exists(layout)
                ? layout
                : HandMadeImage.system(Tool.BUSYBOX.require().file()).layout(layout);
    }
}
