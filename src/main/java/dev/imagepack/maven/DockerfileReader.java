package dev.imagepack.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.Checks;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.RunOptions;

/** Reads the keys of an image that is built from a Dockerfile, in a file or inline. */
final class DockerfileReader {

    private final ModuleFacts module;
    private final BaseText bases;
    private final Checks defaultChecks;

    DockerfileReader(ModuleFacts module, BaseText bases, Checks defaultChecks) {
        this.module = module;
        this.bases = bases;
        this.defaultChecks = defaultChecks;
    }

    /** The recipe; empty after a fault that leaves none. */
    Optional<DockerfileRecipe> read(Alias alias, Block block) {
        Optional<DockerfileRecipe.Source> source = source(block);
        Optional<Path> context =
                block.value("context", this::directory, "Name the directory that COPY and ADD may read.");
        Optional<String> target = block.text("target");
        SortedMap<String, String> buildArgs = block.map("buildArgs");
        SortedMap<String, BaseImage> contexts =
                block.map("contexts", text -> bases.context(text, alias), BaseText.CONTEXT_ADVICE);
        Checks checks = block.value("checks", ImageTexts::checks, ImageTexts.adviceFor("checks"))
                .orElse(defaultChecks);
        RunOptions run = new RunOptionsReader(module).read(block);
        return source.map(from -> new DockerfileRecipe(
                from, context.orElseGet(() -> defaultContext(from)), target, buildArgs, contexts, checks, run));
    }

    private Optional<DockerfileRecipe.Source> source(Block block) {
        Optional<String> inline = inline(block);
        if (inline.isPresent()) {
            return Optional.of(new DockerfileRecipe.Inline(inline.get(), block.path("dockerfileContent")));
        }
        Optional<Path> file =
                block.value("dockerfile", this::dockerfile, "Name the Dockerfile, relative to the module.");
        file.ifPresent(path -> requireInContext(path, block));
        return file.map(path -> new DockerfileRecipe.InFile(path, module.name(path)));
    }

    /** The inline text; one of blanks only counts as none. */
    static Optional<String> inline(Block block) {
        return block.rawText("dockerfileContent").filter(text -> !text.isBlank());
    }

    private Path dockerfile(String text) {
        Path path = module.resolve(text);
        if (Files.isDirectory(path)) {
            String inside = Files.isRegularFile(path.resolve("Dockerfile")) ? "; it holds a Dockerfile" : "";
            throw new IllegalArgumentException("'" + module.name(path) + "' is a directory" + inside);
        }
        if (!Files.isRegularFile(path)) {
            String found = Files.exists(path) ? "' is no regular file" : "' does not exist";
            throw new IllegalArgumentException("'" + module.name(path) + found);
        }
        return path;
    }

    private Path directory(String text) {
        Path path = module.resolve(text);
        if (!Files.isDirectory(path)) {
            String found = Files.exists(path) ? "' is no directory" : "' does not exist";
            throw new IllegalArgumentException("'" + module.name(path) + found);
        }
        return path;
    }

    private void requireInContext(Path dockerfile, Block block) {
        block.text("context").flatMap(module::existing).ifPresent(context -> {
            if (!dockerfile.startsWith(context)) {
                block.fault(
                        "dockerfile",
                        "'" + module.name(dockerfile) + "' is outside its context '" + module.name(context) + "'",
                        "Move it below the context, or name a context that holds it.");
            }
        });
    }

    private Path defaultContext(DockerfileRecipe.Source source) {
        return source instanceof DockerfileRecipe.InFile file ? file.path().getParent() : module.directory();
    }
}
