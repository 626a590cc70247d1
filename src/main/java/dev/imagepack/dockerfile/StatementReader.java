package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the lines of a Dockerfile and makes statements of them: directives first, comments aside, continued lines
 * joined, bodies of here-documents attached. Reads a text once.
 */
final class StatementReader {

    /** More instructions are no file that is built from; every one may become a layer or a line of history. */
    static final int MAX_STATEMENTS = 10_000;

    private final String name;
    private final SourceLines lines;
    private final Directives directives;
    private final List<Statement> statements = new ArrayList<>();
    private final List<Location> blankLines = new ArrayList<>();
    private List<String> comments = new ArrayList<>();

    StatementReader(String name, byte[] text) {
        this.name = name;
        this.lines = new SourceLines(name, text);
        this.directives = new Directives(name);
    }

    /** @throws dev.imagepack.ImagepackException if there is no statement, or one is malformed */
    List<Statement> read() {
        while (lines.hasNext()) {
            SourceLines.Line line = lines.next();
            if (line.isComment()) {
                comment(line);
            } else {
                directives.end();
                instruction(line);
            }
        }
        if (statements.isEmpty()) {
            throw Location.of(name, 1)
                    .fault("the file has no instruction", "Write at least a FROM line, such as FROM scratch.");
        }
        return statements;
    }

    Directives directives() {
        return directives;
    }

    /** The first blank line in the middle of each instruction that has one. */
    List<Location> blankLines() {
        return blankLines;
    }

    /** Comments are kept for the instruction below them; an empty one separates. */
    private void comment(SourceLines.Line line) {
        String text = Whitespace.trim(line.text().substring(1));
        if (directives.accept(Whitespace.trimStart(line.text()), line.number())) {
            return;
        }
        if (text.isEmpty()) {
            comments.clear();
        } else {
            comments.add(text);
        }
    }

    private void instruction(SourceLines.Line first) {
        StringBuilder joined = new StringBuilder();
        boolean goesOn = join(Whitespace.trimStart(first.text()), joined);
        if (!goesOn && joined.length() == 0) {
            return;
        }
        first.readable(name);
        Optional<Location> blankLine = Optional.empty();
        while (goesOn && lines.hasNext()) {
            SourceLines.Line line = lines.next();
            if (line.isBlank()) {
                blankLine = blankLine.or(() -> Optional.of(Location.of(name, line.number())));
            } else if (!line.isComment()) {
                goesOn = join(line.readable(name).text(), joined);
            }
        }
        blankLine.ifPresent(blankLines::add);
        add(joined.toString(), new Location(name, first.number(), lines.number()));
    }

    /** Appends a line without its continuation mark, and says whether it had one. */
    private boolean join(String line, StringBuilder joined) {
        char escape = directives.escape();
        int last = line.length() - 1;
        while (last >= 0 && (line.charAt(last) == ' ' || line.charAt(last) == '\t')) {
            last--;
        }
        boolean goesOn = last >= 0 && line.charAt(last) == escape && (last == 0 || line.charAt(last - 1) != escape);
        joined.append(line, 0, goesOn ? last : line.length());
        return goesOn;
    }

    private void add(String line, Location at) {
        if (statements.size() == MAX_STATEMENTS) {
            throw at.fault(
                    "the file has more than " + MAX_STATEMENTS + " instructions", "Check that this is the right file.");
        }
        Statement statement = new StatementParser(directives.escape()).parse(line, at, comments);
        List<Statement.Document> documents = new ArrayList<>();
        if (statement.takesDocuments() && line.contains("<<")) {
            HeredocMark.onLine(line, at).forEach(mark -> documents.add(new Statement.Document(mark, body(mark, at))));
        }
        statements.add(statement.with(documents, lines.number()));
        comments = new ArrayList<>();
    }

    private String body(HeredocMark mark, Location at) {
        StringBuilder body = new StringBuilder();
        while (lines.hasNext()) {
            SourceLines.Line line = lines.nextReadable();
            if (mark.endsAt(line.text())) {
                return body.toString();
            }
            body.append(line.raw());
        }
        throw at.fault(
                "the here-document " + Excerpt.of("<<" + mark.name()) + " does not end",
                "Put " + Excerpt.of(mark.name()) + " alone on a line after its text.");
    }
}
