package dev.imagepack.build.context;

import java.util.function.Predicate;

/**
 * Those files of a context that a recipe takes: what it does not name may change while it is built, and need not travel.
 */
public final class UsedFiles {

    private final FileTree context;
    private final FileTree used = FileTree.empty();

    private UsedFiles(FileTree context) {
        this.context = context;
    }

    /** Everything that the recipe may take. */
    public static FileTree of(CommandRecipe recipe) {
        return of(recipe, use -> true);
    }

    /** What these uses name; a tree of the caller's own, whose directories are the context's. */
    public static FileTree of(CommandRecipe recipe, Predicate<ContextUse> uses) {
        UsedFiles files = new UsedFiles(recipe.context().tree());
        recipe.uses().stream().filter(uses).forEach(use -> use.sources().forEach(source -> files.take(source, use)));
        return files.used;
    }

    /** Where a link is on the way, everything is taken: what it leads to may need other links. */
    private void take(SourcePattern source, ContextUse use) {
        for (Selection.Match match :
                Selection.in(context, source, use.instruction().location())) {
            String path = match.path();
            if (path.isEmpty() || !context.resolve(path).equals(path)) {
                context.root().children().keySet().forEach(this::graft);
            } else if (context.find(path).isPresent()) {
                graft(path);
            }
        }
    }

    private void graft(String path) {
        String above = "";
        for (String name : Paths.components(Paths.parent(path))) {
            above = Paths.join(above, name);
            if (used.find(above).isEmpty()) {
                used.put(above, context.find(above).orElseThrow().duplicate());
            }
        }
        boolean isWhole = used.find(path).isPresent() && used.find(path).equals(context.find(path));
        if (!isWhole && !isBelowWhole(path)) {
            used.put(path, context.find(path).orElseThrow());
        }
    }

    /** A directory that was taken as a whole has the path already, and is not ours to change. */
    private boolean isBelowWhole(String path) {
        for (String above = Paths.parent(path); !above.isEmpty(); above = Paths.parent(above)) {
            if (used.find(above).equals(context.find(above))) {
                return true;
            }
        }
        return false;
    }
}
