package dev.imagepack.registry.http;

import java.io.IOException;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.RegistryFault;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialTrace;

/**
 * What a registry says to somebody who wants to read or write there.
 *
 * @param taken whether it lets him
 * @param answer in words
 * @param trace what each source of credentials has, and what the registry said to it
 */
public record CredentialCheck(
        Repository repository, Access access, boolean taken, String answer, CredentialTrace trace) {

    /**
     * Finds out. For a read, the tags are listed; for a write, an upload is begun and given up, since some registries
     * give tokens to anybody and look at the rights later. A repository without a path stands for the registry as a whole.
     *
     * @throws java.io.InterruptedIOException when the thread is interrupted
     */
    public static CredentialCheck of(HttpTransport transport, Repository repository, Access access) throws IOException {
        String answer;
        boolean taken = false;
        try (Reply reply = transport.send(call(repository, access))) {
            giveUp(transport, repository, reply);
            boolean isMissing = reply.status() == 404 && access == Access.PULL;
            taken = reply.status() / 100 == 2 || isMissing;
            answer = "answered " + reply.status() + (isMissing ? ", there is no such repository yet" : "");
        } catch (RegistryFault e) {
            // The lines below are the trace.
            answer = e.getMessage().lines().findFirst().orElse("");
        }
        return new CredentialCheck(repository, access, taken, answer, transport.trace(repository, access));
    }

    private static Call call(Repository repository, Access access) {
        if (repository.path().isEmpty()) {
            return Call.get(repository, "");
        }
        return access == Access.PULL
                ? Call.get(repository, "tags/list?n=1")
                : Call.write("POST", repository, "blobs/uploads/", true);
    }

    private static void giveUp(HttpTransport transport, Repository repository, Reply opened) throws IOException {
        if (opened.status() != 202 || opened.header("location").isEmpty()) {
            return;
        }
        String location = opened.header("location").orElseThrow();
        try {
            transport
                    .send(Call.write("DELETE", repository, "", false).at(location, opened.address()))
                    .close();
        } catch (RegistryFault e) {
            // It ends by itself some day.
        }
    }
}
