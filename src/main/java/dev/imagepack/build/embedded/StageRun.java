package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Located;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Paths;
import dev.imagepack.build.context.Selection;
import dev.imagepack.build.context.SourcePattern;
import dev.imagepack.build.context.TextData;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.io.TarReader;

/**
 * Runs stages: lets their steps work on the tree of their base, and notes what each step changed. Only the layers of
 * the stage that becomes the image are kept; of the others only the files count.
 */
final class StageRun {

    private static final int DOCUMENT_MODE = 0644;
    private static final int DOWNLOAD_MODE = 0600;

    private final BaseTrees bases;
    private final RemoteFiles remotes;
    private final long mtime;
    private final TarReader.Limits limits;
    private final Map<StagePlan, FileTree> trees = new IdentityHashMap<>();

    /** @param limits how much an archive may unpack to */
    StageRun(BaseTrees bases, RemoteFiles remotes, long mtime, TarReader.Limits limits) {
        this.bases = bases;
        this.remotes = remotes;
        this.mtime = mtime;
        this.limits = limits;
    }

    /** The new layers of a stage, those of the stages that it continues included; bottom first. */
    List<NewLayer> layers(StagePlan stage) throws IOException {
        List<NewLayer> layers = new ArrayList<>();
        if (hasSteps(stage)) {
            run(stage, layers);
        }
        return layers;
    }

    /** Without any, the files of the base need not be known. */
    private static boolean hasSteps(StagePlan stage) {
        return !stage.steps().isEmpty()
                || stage.parent().map(StageRun::hasSteps).orElse(false);
    }

    private FileTree run(StagePlan stage, List<NewLayer> layers) throws IOException {
        FileTree tree = begin(stage, layers);
        for (Step step : stage.steps()) {
            tree.forgetChanges();
            layers.add(apply(step, tree));
        }
        trees.putIfAbsent(stage, tree);
        return tree;
    }

    private FileTree begin(StagePlan stage, List<NewLayer> layers) throws IOException {
        if (stage.parent().isPresent()) {
            return run(stage.parent().get(), layers).copy();
        }
        return bases.tree(stage.base());
    }

    private FileTree tree(StagePlan stage) throws IOException {
        FileTree known = trees.get(stage);
        return known != null ? known : run(stage, new ArrayList<>());
    }

    private NewLayer apply(Step step, FileTree tree) throws IOException {
        try {
            if (step instanceof Step.Copy copy && copy.link() && copy.mode().isEmpty()) {
                return link(copy, tree);
            }
            if (step instanceof Step.Copy copy) {
                copy(copy, tree);
            } else {
                makeDirectory((Step.MakeDirectory) step, tree);
            }
            return NewLayer.ofChanges(tree, mtime);
        } catch (ImagepackException e) {
            throw Located.fault(e, step.location());
        }
    }

    /** A linked layer is made upon nothing and then laid over what is there; in BuildKit --chmod makes a plain one of it. */
    private NewLayer link(Step.Copy copy, FileTree tree) throws IOException {
        FileTree alone = FileTree.empty();
        copy(copy, alone);
        NewLayer layer = NewLayer.ofChanges(alone, mtime);
        new Overlay(tree).lay(alone);
        return layer;
    }

    private void makeDirectory(Step.MakeDirectory step, FileTree tree) throws IOException {
        Owner owner = step.user().isEmpty() ? Owner.ROOT : owner(step.user(), tree, "USER", step.location());
        tree.makeDirectories(tree.resolve(Paths.clean(step.path())), FileTree.PARENT_MODE, owner);
    }

    private void copy(Step.Copy copy, FileTree tree) throws IOException {
        Optional<Owner> owner = copy.chown().isEmpty()
                ? Optional.empty()
                : Optional.of(owner(copy.chown().get(), tree, "--chown", copy.location()));
        for (Step.Source source : copy.sources()) {
            if (source instanceof Step.FromText text) {
                Node document = Node.file(DOCUMENT_MODE, Owner.ROOT, new TextData(text.text()));
                TreeCopy.Options options = new TreeCopy.Options(owner, copy.mode(), IgnoreRules.none());
                new TreeCopy(tree, options).copy(document, text.name(), copy.destination());
            } else if (source instanceof Step.FromAddress remote) {
                download(copy, remote, tree, owner);
            } else {
                copy(copy, source, tree, owner);
            }
        }
    }

    private void download(Step.Copy copy, Step.FromAddress remote, FileTree tree, Optional<Owner> owner)
            throws IOException {
        Node file = Node.file(DOWNLOAD_MODE, Owner.ROOT, remotes.get(remote));
        Optional<TarSource> archive =
                remote.unpack() ? Archives.open(file, remote.address().toString(), limits) : Optional.empty();
        if (archive.isPresent()) {
            new Unpack(tree, owner).unpack(archive.get(), copy.destination());
        } else {
            TreeCopy.Options options = new TreeCopy.Options(owner, copy.mode(), IgnoreRules.none());
            new TreeCopy(tree, options).copy(file, remote.name(), copy.destination());
        }
    }

    private void copy(Step.Copy copy, Step.Source source, FileTree tree, Optional<Owner> owner) throws IOException {
        FileTree from = source(source);
        SourcePattern pattern = pattern(source);
        TreeCopy treeCopy = new TreeCopy(tree, new TreeCopy.Options(owner, copy.mode(), pattern.excludes()));
        for (Selection.Match match : Selection.in(from, pattern, copy.location())) {
            String path = match.path();
            Node node = match.node()
                    .orElseThrow(() -> new ImagepackException(
                            "'" + pattern.text() + "' is not there: " + describe(source) + " has no /" + path,
                            "Correct the path, or the stage or image it is copied from."));
            Optional<TarSource> archive = copy.unpack() ? Archives.open(node, path, limits) : Optional.empty();
            if (pattern.parents()) {
                treeCopy.copyWithParents(from, match, copy.destination());
            } else if (archive.isPresent()) {
                new Unpack(tree, owner).unpack(archive.get(), copy.destination());
            } else {
                treeCopy.copy(node, Paths.name(path), copy.destination());
            }
        }
    }

    private FileTree source(Step.Source source) throws IOException {
        if (source instanceof Step.FromContext context) {
            return context.context();
        }
        return source instanceof Step.FromStage stage
                ? tree(stage.stage())
                : bases.view(((Step.FromImage) source).image());
    }

    private static SourcePattern pattern(Step.Source source) {
        if (source instanceof Step.FromContext context) {
            return context.pattern();
        }
        return source instanceof Step.FromStage stage ? stage.pattern() : ((Step.FromImage) source).pattern();
    }

    private static String describe(Step.Source source) {
        return source instanceof Step.FromImage image ? image.image().name() : "the stage";
    }

    private static Owner owner(String text, FileTree tree, String what, Location at) throws IOException {
        try {
            return new Accounts(tree).find(text);
        } catch (IllegalArgumentException e) {
            throw at.fault(
                    what + " " + text + ": " + e.getMessage(),
                    "Use numbers, or a name that the image knows at this point.");
        }
    }
}
