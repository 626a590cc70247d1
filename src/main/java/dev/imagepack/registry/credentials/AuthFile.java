package dev.imagepack.registry.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Json;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

/**
 * Docker's {@code config.json} or podman's {@code auth.json}: {@code credHelpers} of single registries, then the helper for
 * all in {@code credsStore}, then what is written out in {@code auths}. Read once.
 */
final class AuthFile implements CredentialSource {

    private static final int LARGEST = 4 << 20;

    private final Path file;
    private final CredentialHelpers helpers;
    private @Nullable Document document;

    /** What is in the file, or why it is of no use. */
    private record Document(Optional<JsonNode> content, String fault) {}

    AuthFile(Path file, CredentialHelpers helpers) {
        this.file = file;
        this.helpers = helpers;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public CredentialAnswer ask(Repository repository, Access access) {
        Document read = document();
        if (read.content().isEmpty()) {
            return new CredentialAnswer.PassedOver(read.fault());
        }
        JsonNode content = read.content().get();
        List<String> reasons = new ArrayList<>();
        for (Optional<CredentialAnswer> part : List.of(
                ofHelper(content, repository),
                ofStore(content, repository),
                Optional.of(ofEntry(content, repository)))) {
            if (part.isPresent() && part.get() instanceof CredentialAnswer.Found found) {
                return found;
            }
            part.ifPresent(answer -> reasons.add(answer.text()));
        }
        return new CredentialAnswer.PassedOver(String.join(", ", reasons));
    }

    private Optional<CredentialAnswer> ofHelper(JsonNode content, Repository repository) {
        JsonNode names = content.path("credHelpers");
        return AuthKeys.of(repository).stream()
                .filter(key -> !names.path(key).asText().isEmpty())
                .findFirst()
                .map(key -> helpers.ask(names.path(key).asText(), RegistryNames.server(repository.domain())));
    }

    private Optional<CredentialAnswer> ofStore(JsonNode content, Repository repository) {
        return Optional.of(content.path("credsStore").asText())
                .filter(name -> !name.isEmpty())
                .map(name -> helpers.ask(name, RegistryNames.server(repository.domain())));
    }

    private static CredentialAnswer ofEntry(JsonNode content, Repository repository) {
        JsonNode auths = content.path("auths");
        for (String wanted : AuthKeys.of(repository)) {
            for (String key : (Iterable<String>) auths::fieldNames) {
                if (AuthKeys.normalised(key).equals(wanted)) {
                    return AuthEntry.read(key, auths.path(key));
                }
            }
        }
        return new CredentialAnswer.PassedOver("auths has no entry for it");
    }

    private synchronized Document document() {
        if (document == null) {
            document = read();
        }
        return document;
    }

    private Document read() {
        try (InputStream in = Files.newInputStream(file)) {
            return new Document(Optional.of(Json.parseObject(in.readNBytes(LARGEST + 1), LARGEST, name())), "");
        } catch (NoSuchFileException e) {
            return new Document(Optional.empty(), "does not exist");
        } catch (IOException e) {
            return new Document(Optional.empty(), "cannot be read");
        } catch (ImagepackException e) {
            // Its message may quote the file.
            return new Document(Optional.empty(), "is not a JSON object");
        }
    }
}
