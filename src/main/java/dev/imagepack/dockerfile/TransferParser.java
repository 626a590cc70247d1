package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes COPY and ADD of statements. */
final class TransferParser {

    private static final Map<String, Flags.Kind> COPY_FLAGS = Map.of(
            "from", Flags.Kind.TEXT,
            "chown", Flags.Kind.TEXT,
            "chmod", Flags.Kind.TEXT,
            "link", Flags.Kind.YES_NO,
            "parents", Flags.Kind.YES_NO,
            "exclude", Flags.Kind.TEXTS);

    private static final Map<String, Flags.Kind> ADD_FLAGS = Map.of(
            "chown", Flags.Kind.TEXT,
            "chmod", Flags.Kind.TEXT,
            "link", Flags.Kind.YES_NO,
            "exclude", Flags.Kind.TEXTS,
            "checksum", Flags.Kind.TEXT,
            "keep-git-dir", Flags.Kind.YES_NO,
            "unpack", Flags.Kind.YES_NO);

    private TransferParser() {}

    static Instruction copy(Statement statement) {
        Flags flags = Flags.of(statement, COPY_FLAGS);
        return new Instruction.Copy(
                statement.source(),
                transfer(statement, flags),
                flags.text("from"),
                flags.yesNo("parents").orElse(false));
    }

    static Instruction add(Statement statement) {
        Flags flags = Flags.of(statement, ADD_FLAGS);
        return new Instruction.Add(
                statement.source(),
                transfer(statement, flags),
                flags.text("checksum"),
                flags.yesNo("keep-git-dir"),
                flags.yesNo("unpack"));
    }

    private static Transfer transfer(Statement statement, Flags flags) {
        List<String> words = statement.arguments();
        if (words.size() < 2) {
            throw statement.fault(
                    "has " + (words.isEmpty() ? "no argument" : "one argument")
                            + ", it needs a source and a destination",
                    "Write what to take, then where it goes.");
        }
        String destination = words.get(words.size() - 1);
        if (HeredocMark.parseLenient(destination, statement.location()).isPresent()) {
            throw statement.fault("has a here-document for a destination", "Write a path after it.");
        }
        Map<String, String> bodies = bodies(statement);
        List<String> sources = new ArrayList<>();
        List<HereDocument> documents = new ArrayList<>();
        for (String word : words.subList(0, words.size() - 1)) {
            Optional<HeredocMark> mark = HeredocMark.parseLenient(word, statement.location());
            mark.ifPresentOrElse(found -> documents.add(document(found, bodies)), () -> sources.add(word));
        }
        return new Transfer(
                sources,
                documents,
                destination,
                flags.text("chown"),
                flags.text("chmod"),
                flags.yesNo("link").orElse(false),
                flags.texts("exclude"));
    }

    /** By name, so that of two with one name the last is the content of both. */
    private static Map<String, String> bodies(Statement statement) {
        Map<String, String> bodies = new HashMap<>();
        statement.documents().forEach(document -> bodies.put(document.mark().name(), document.body()));
        return bodies;
    }

    /** A mark that the words of the line do not show, such as one in a JSON list, has no body. */
    private static HereDocument document(HeredocMark mark, Map<String, String> bodies) {
        return new HereDocument(mark.name(), mark.content(bodies.getOrDefault(mark.name(), "")), mark.expanded());
    }
}
