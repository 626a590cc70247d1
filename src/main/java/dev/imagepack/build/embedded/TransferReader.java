package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.build.context.Paths;
import dev.imagepack.build.context.Scope;
import dev.imagepack.build.context.SourcePattern;
import dev.imagepack.dockerfile.HereDocument;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Transfer;
import dev.imagepack.download.Address;
import dev.imagepack.oci.Digest;

/** Reads COPY and ADD: expands their words, finds their sources, checks their flags. */
final class TransferReader {

    /** Finds what COPY and ADD take, for one stage. */
    interface SourceFinder {
        /** The source that {@code --from} names, or the context; a plain name that is not there is an error. */
        Step.Source find(Optional<String> from, SourcePattern pattern, Location at) throws IOException;

        /** Says that the stage needs this file. */
        void note(Step.FromAddress remote);
    }

    /** An instruction that was read, and what history says of it. */
    record Read(Step.Copy step, String history) {}

    private final Scope scope;
    private final SourceFinder finder;
    private final String workingDir;

    TransferReader(Scope scope, SourceFinder finder, String workingDir) {
        this.scope = scope;
        this.finder = finder;
        this.workingDir = workingDir;
    }

    Read copy(Instruction.Copy copy) throws IOException {
        Words words = words(copy.files(), copy.location());
        IgnoreRules excludes = IgnoreRules.of(copy.files().excludes(), copy.location());
        List<Step.Source> sources = new ArrayList<>();
        for (String pattern : words.sources()) {
            RemoteSources.refuseInCopy(pattern, copy.location());
            sources.add(
                    finder.find(copy.from(), new SourcePattern(pattern, copy.parents(), excludes), copy.location()));
        }
        Step.Copy step = step(copy.files(), words, sources, false, copy.location());
        return new Read(step, HistoryText.copy(words, copy.parents()));
    }

    Read add(Instruction.Add add) throws IOException {
        Location at = add.location();
        Words words = words(add.files(), at);
        IgnoreRules excludes = IgnoreRules.of(add.files().excludes(), at);
        Optional<String> checksum =
                add.checksum().map(word -> scope.expand(word, at)).filter(text -> !text.isEmpty());
        List<Step.Source> sources = new ArrayList<>();
        for (String source : words.sources()) {
            boolean isAddress = RemoteSources.isAddress(source, at);
            RemoteSources.checkChecksum(checksum, words.sources().size(), isAddress, at);
            sources.add(
                    isAddress
                            ? remote(source, checksum, add)
                            : finder.find(Optional.empty(), new SourcePattern(source, false, excludes), at));
        }
        Step.Copy step = step(add.files(), words, sources, add.unpack().orElse(true), at);
        return new Read(step, HistoryText.add(words));
    }

    private Step.Source remote(String source, Optional<String> checksum, Instruction.Add add) {
        Address address = RemoteSources.address(source, add.location());
        Digest digest = RemoteSources.checksum(checksum, address, add.location());
        Step.FromAddress remote =
                new Step.FromAddress(address, digest, add.unpack().orElse(false));
        finder.note(remote);
        return remote;
    }

    /**
     * The words of the instruction, variables replaced.
     *
     * @param documents the names of here-documents
     * @param chown empty if not said
     * @param chmod empty if not said
     */
    record Words(List<String> sources, List<String> documents, String destination, String chown, String chmod) {}

    private Words words(Transfer files, Location at) {
        return new Words(
                files.sources().stream().map(word -> scope.expand(word, at)).toList(),
                files.documents().stream().map(HereDocument::name).toList(),
                scope.expand(files.destination(), at),
                files.chown().map(word -> scope.expand(word, at)).orElse(""),
                files.chmod().map(word -> scope.expand(word, at)).orElse(""));
    }

    private Step.Copy step(Transfer files, Words words, List<Step.Source> found, boolean unpack, Location at) {
        List<Step.Source> sources = new ArrayList<>(found);
        for (HereDocument document : files.documents()) {
            String text = document.expanded() ? scope.expandDocument(document.content(), at) : document.content();
            sources.add(new Step.FromText(document.name(), text.getBytes(StandardCharsets.UTF_8)));
        }
        return new Step.Copy(
                at,
                sources,
                target(words.destination()),
                Optional.of(words.chown()).filter(owner -> !owner.isEmpty()),
                mode(words.chmod(), at),
                files.link(),
                unpack);
    }

    private static Optional<ModeChange> mode(String text, Location at) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(ModeChange.parse(text));
        } catch (IllegalArgumentException e) {
            throw at.fault("--chmod: " + e.getMessage(), "Write for instance --chmod=0755 or --chmod=u=rwX,go=rX.");
        }
    }

    /** Absolute and clean; ends in a slash when it was written as a directory. */
    private String target(String destination) {
        boolean directory = destination.isEmpty()
                || destination.endsWith("/")
                || destination.endsWith("/.")
                || destination.equals(".");
        String clean = "/" + Paths.clean(Paths.below(workingDir, destination));
        return directory && !clean.equals("/") ? clean + "/" : clean;
    }
}
