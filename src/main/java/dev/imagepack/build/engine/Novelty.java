package dev.imagepack.build.engine;

import java.util.Optional;

import dev.imagepack.build.context.Commands;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.engine.EngineFacts;

/**
 * What came late into the grammar of Dockerfiles, and the first versions that know it.
 *
 * @see <a href="https://docs.docker.com/build/buildkit/dockerfile-release-notes/">Dockerfile's release notes</a>: an engine
 *     has the front end of its BuildKit built in
 */
enum Novelty {
    NETWORK("RUN --network", "23.0", "4.5", "1.30"),
    DOCUMENT("here-documents", "23.0", "4.8", "1.33"),
    LINK("--link", "23.0", "5.6", "1.41"),
    EXCLUDE("--exclude", "28.5", "5.3", "1.38"),
    PARENTS("--parents", "29.0", "5.5", "1.40");

    private final String what;
    private final String docker;
    private final String podman;
    private final String buildah;

    Novelty(String what, String docker, String podman, String buildah) {
        this.what = what;
        this.docker = docker;
        this.podman = podman;
        this.buildah = buildah;
    }

    /** Whether an engine is too old for it. */
    boolean isUnknownTo(EngineFacts engine) {
        return engine.isBefore(engine.store() == EngineFacts.Store.PODMAN ? podman : docker);
    }

    /** The first instruction that has it. */
    Optional<? extends Instruction> in(Commands commands) {
        return switch (this) {
            case NETWORK -> commands.choosingNetwork();
            case DOCUMENT -> commands.withDocument();
            case LINK -> commands.linking();
            case EXCLUDE -> commands.excluding();
            case PARENTS -> commands.keepingParents();
        };
    }

    /** Who knows it. */
    String since() {
        return "Docker " + docker + ", Podman " + podman + " and buildah " + buildah + " are the first that know it";
    }

    @Override
    public String toString() {
        return what;
    }
}
