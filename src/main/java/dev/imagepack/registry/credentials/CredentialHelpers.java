package dev.imagepack.registry.credentials;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.ProgramSearch;
import dev.imagepack.oci.Json;

/**
 * Programs that keep credentials ({@code docker-credential-<name>}): they are found on the {@code PATH}, started without a
 * shell, told a server on standard input and answer in JSON. Each is asked once about a server.
 */
public final class CredentialHelpers {

    /** Some ask a service of the cloud first. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int LARGEST = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final String PROGRAM = "docker-credential-";

    /** What the common library of helpers says; the first is Docker's own, in all versions. */
    private static final List<String> NOTHING_THERE =
            List.of("credentials not found in native keychain", "no credentials server url", "no credentials username");

    private final Map<String, CredentialAnswer> answers = new ConcurrentHashMap<>();
    private final ProgramSearch programs;
    private final Duration limit;

    private CredentialHelpers(ProgramSearch programs, Duration limit) {
        this.programs = programs;
        this.limit = limit;
    }

    /** Those on the {@code PATH} of this environment. */
    public static CredentialHelpers of(Map<String, String> environment) {
        return of(environment, LIMIT);
    }

    static CredentialHelpers of(Map<String, String> environment, Duration limit) {
        return new CredentialHelpers(ProgramSearch.of(environment), limit);
    }

    /** What the helper has for a server. */
    CredentialAnswer ask(String name, String server) {
        if (!NAME.matcher(name).matches()) {
            return new CredentialAnswer.PassedOver("the name of its helper is no name of a program");
        }
        return answers.computeIfAbsent(name + " " + server, any -> run(name, server));
    }

    private CredentialAnswer run(String name, String server) {
        Optional<Path> program = programs.find(PROGRAM + name);
        if (program.isEmpty()) {
            return passedOver(name, "is not on the PATH");
        }
        try {
            Process process = new ProcessBuilder(program.get().toString(), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return answer(name, process, server);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return passedOver(name, "cannot be started");
        } catch (TimeoutException e) {
            return passedOver(name, "did not answer within " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return passedOver(name, "was interrupted");
        }
    }

    private CredentialAnswer answer(String name, Process process, String server)
            throws InterruptedException, TimeoutException {
        CompletableFuture<byte[]> output =
                CompletableFuture.supplyAsync(() -> read(process), CredentialHelpers::daemon);
        try (OutputStream input = process.getOutputStream()) {
            input.write(server.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It did not want to know.
        }
        try {
            byte[] said = output.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return process.exitValue() == 0 ? parse(name, said) : failed(name, process.exitValue(), said);
        } catch (ExecutionException e) {
            return passedOver(name, "cannot be read");
        }
    }

    private static byte[] read(Process process) {
        try {
            return process.getInputStream().readNBytes(LARGEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "imagepack-credential-helper");
        thread.setDaemon(true);
        thread.start();
    }

    /** What it says is not shown: nobody knows whether that holds a secret. */
    private static CredentialAnswer failed(String name, int status, byte[] said) {
        String text = new String(said, StandardCharsets.UTF_8).strip();
        return NOTHING_THERE.stream().anyMatch(text::startsWith)
                ? passedOver(name, "has none for it")
                : passedOver(name, "failed with exit status " + status);
    }

    private static CredentialAnswer parse(String name, byte[] said) {
        try {
            JsonNode answer = Json.parseObject(said, LARGEST, PROGRAM + name);
            String username = answer.path("Username").asText();
            String secret = answer.path("Secret").asText();
            if (username.isEmpty() && secret.isEmpty()) {
                return passedOver(name, "has none for it");
            }
            return new CredentialAnswer.Found(Credentials.of(username, secret), "found by " + PROGRAM + name);
        } catch (ImagepackException e) {
            return passedOver(name, "answered something that is not JSON");
        }
    }

    private static CredentialAnswer passedOver(String name, String why) {
        return new CredentialAnswer.PassedOver(PROGRAM + name + " " + why);
    }
}
