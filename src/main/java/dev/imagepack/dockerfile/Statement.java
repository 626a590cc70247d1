package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.imagepack.ImagepackException;

/**
 * One instruction taken apart, before anybody asked what it means.
 *
 * @param line the joined line, untrimmed at its end
 * @param keyword the instruction, if it is a known one
 * @param flags the words that begin with {@code --}, quotes removed
 * @param arguments what follows them; for pairs always three: name, value, and an equals sign or nothing
 * @param json whether the arguments were a JSON list
 * @param trigger the instruction after ONBUILD
 * @param documents the bodies of here-documents
 */
record Statement(
        Source source,
        String line,
        Optional<Keyword> keyword,
        List<String> flags,
        List<String> arguments,
        boolean json,
        Optional<Statement> trigger,
        List<Document> documents) {

    Statement {
        Objects.requireNonNull(source);
        Objects.requireNonNull(line);
        Objects.requireNonNull(keyword);
        flags = List.copyOf(flags);
        arguments = List.copyOf(arguments);
        Objects.requireNonNull(trigger);
        documents = List.copyOf(documents);
    }

    Location location() {
        return source.location();
    }

    /** Whether {@code <<NAME} on the line begins a here-document. */
    boolean takesDocuments() {
        return trigger.map(Statement::takesDocuments)
                .orElse(keyword.filter(Keyword::takesDocuments).isPresent() && !json);
    }

    /** The same with the bodies that follow its line, up to {@code endLine}. */
    Statement with(List<Document> bodies, int endLine) {
        Location longer = new Location(location().file(), location().startLine(), endLine);
        return new Statement(source.at(longer), line, keyword, flags, arguments, json, trigger, bodies);
    }

    /** The same in another place. */
    Statement at(Location place) {
        return new Statement(source.at(place), line, keyword, flags, arguments, json, trigger, documents);
    }

    /** A fault of this instruction; the message starts with its keyword. */
    ImagepackException fault(String message, String advice) {
        String name = keyword.map(Keyword::name).orElse(source.keyword());
        return location().fault(name + " " + message, advice);
    }

    /** A here-document and its body, with line ends and tabs as written. */
    record Document(HeredocMark mark, String body) {

        Document {
            Objects.requireNonNull(mark);
            Objects.requireNonNull(body);
        }

        HereDocument file() {
            return new HereDocument(mark.name(), mark.content(body), mark.expanded());
        }
    }
}
