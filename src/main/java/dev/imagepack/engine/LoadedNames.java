package dev.imagepack.engine;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads what an engine says that it has loaded; Podman names several images in one message. */
final class LoadedNames {

    private static final Pattern LINE = Pattern.compile("Loaded image(?:\\(s\\)| ID)?: *");

    private LoadedNames() {}

    static List<String> of(ObjectNode message) {
        return message.path("stream")
                .asText("")
                .lines()
                .filter(line -> LINE.matcher(line).lookingAt())
                .flatMap(line -> Stream.of(LINE.matcher(line).replaceFirst("").split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
