package dev.imagepack.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the ssh program is called: it never asks anything, and otherwise does what the user's own configuration says, keys,
 * agent, jump hosts and known hosts included.
 */
final class SshCommand {

    private SshCommand() {}

    static List<String> of(EngineAddress.Ssh address, Duration connect) {
        List<String> command = new ArrayList<>(List.of("ssh", "-T", "-o", "BatchMode=yes"));
        command.addAll(List.of("-o", "ConnectTimeout=" + Math.max(1, connect.toSeconds())));
        address.user().ifPresent(user -> command.addAll(List.of("-l", user)));
        address.port().ifPresent(port -> command.addAll(List.of("-p", String.valueOf(port))));
        command.addAll(List.of("--", address.host(), "docker"));
        address.socket().ifPresent(socket -> command.addAll(List.of("--host", "unix://" + socket)));
        command.addAll(List.of("system", "dial-stdio"));
        return command;
    }
}
