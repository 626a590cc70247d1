package dev.imagepack.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.engine.Engines;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.RemoteEngine;

/** Reads who builds an image, and where that engine is. */
final class BuilderReader {

    private static final Map<String, String> ELSEWHERE =
            Map.of("address", "host", "url", "host", "certpath", "certificates", "certs", "certificates");

    private final ModuleFacts module;
    private final ImageDefaults defaults;

    BuilderReader(ModuleFacts module, ImageDefaults defaults) {
        this.module = module;
        this.defaults = defaults;
    }

    /** The choice; after a fault, one that is of no use. */
    BuilderChoice read(Block block) {
        Optional<RemoteEngine> remote = remote(block).or(defaults::remote);
        BuilderWord word = block.value("builder", BuilderWord::parse, ImageTexts.adviceFor("builder"))
                .orElse(defaults.builder());
        return word.choice(remote).orElseGet(() -> {
            if (!block.has("remote")) {
                block.fault(
                        "builder",
                        "is remote, but nothing says where that engine is",
                        "Write " + block.example("remote", "ssh://user@host") + " in the image, or"
                                + " -Dimagepack.remote=ssh://user@host.");
            }
            return new BuilderChoice.Auto();
        });
    }

    private Optional<RemoteEngine> remote(Block block) {
        if (!block.has("remote") || block.isText("remote")) {
            return block.value("remote", BuilderReader::remote, ImageTexts.adviceFor("remote"));
        }
        return block.block("remote").flatMap(this::nested);
    }

    private Optional<RemoteEngine> nested(Block remote) {
        Optional<RemoteEngine> engine = remote.value("host", BuilderReader::remote, ImageTexts.adviceFor("remote"));
        Optional<Path> certificates =
                remote.value("certificates", this::directory, "Name a directory with ca.pem, cert.pem and key.pem.");
        if (!remote.has("host")) {
            remote.fault("does not say where the engine is", ImageTexts.adviceFor("remote"));
        }
        remote.refuseUnknown(ELSEWHERE);
        return engine.map(found -> new RemoteEngine(found.host(), certificates));
    }

    /** An address without certificates of its own; IllegalArgumentException says what is wrong with it. */
    static RemoteEngine remote(String text) {
        return new RemoteEngine(Engines.remoteAddress(text).toString(), Optional.empty());
    }

    private Path directory(String text) {
        Path path = module.resolve(text);
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException("there is no directory " + module.name(path));
        }
        return path.toAbsolutePath().normalize();
    }
}
