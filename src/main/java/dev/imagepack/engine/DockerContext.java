package dev.imagepack.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Json;

/** What {@code docker context} keeps: {@code meta.json} under the SHA-256 of the context's name, certificates beside it. */
final class DockerContext {

    /** The context that stands for no context. */
    static final String DEFAULT = "default";

    private static final int LARGEST = 1 << 20;

    private final Path directory;

    /** @param directory of docker's configuration */
    DockerContext(Path directory) {
        this.directory = directory;
    }

    /** The context that was chosen by {@code docker context use}, if one was. */
    Optional<String> current() {
        Path file = directory.resolve("config.json");
        return Files.exists(file)
                ? Optional.of(read(file).path("currentContext").asText("")).filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    /**
     * The address of a context's engine.
     *
     * @throws ImagepackException when there is no such context, or its address cannot be used here
     */
    EngineAddress address(String name) {
        String id = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
        Path file = directory.resolve("contexts/meta").resolve(id).resolve("meta.json");
        if (!Files.exists(file)) {
            throw fault(name, "does not exist: there is no " + file);
        }
        ObjectNode meta = read(file);
        if (meta.path("Endpoints").path("docker").path("SkipTLSVerify").asBoolean()) {
            throw fault(name, "says SkipTLSVerify, but certificates are always checked here (" + file + ")");
        }
        try {
            EngineAddress address = EngineAddress.parse(
                    meta.path("Endpoints").path("docker").path("Host").asText(""));
            Path certificates = directory.resolve("contexts/tls").resolve(id).resolve("docker");
            return Files.isDirectory(certificates) ? address.withTls(CertificateDirectory.read(certificates)) : address;
        } catch (IllegalArgumentException e) {
            throw fault(name, "cannot be used: " + e.getMessage() + " (" + file + ")");
        }
    }

    private static ImagepackException fault(String name, String what) {
        return new ImagepackException(
                "the docker context '" + name + "' " + what,
                "See docker context ls; DOCKER_CONTEXT, or docker context use, chooses another one.");
    }

    private static ObjectNode read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Json.parseObject(in.readNBytes(LARGEST + 1), LARGEST, file.toString());
        } catch (NoSuchFileException e) {
            return Json.object();
        } catch (IOException e) {
            throw new ImagepackException(
                    file + " cannot be read: " + e,
                    "Mend the file, or name an engine with -Dimagepack.engine.host.",
                    e);
        }
    }
}
