package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.imagepack.image.Alias;

/**
 * Checks the references in manifests before anything is built, so that a misspelt one does not cost a build.
 * {@link PackImages} checks them again, against what there is by then.
 */
public final class ManifestCheck {

    private ManifestCheck() {}

    /**
     * Reads every manifest. Does nothing while a layout to be merged does not exist yet, for nobody knows then what it
     * will hold.
     *
     * @param aliases of the images of the module, once for each platform that one is built for
     * @param merge layouts whose images may be referred to as well
     * @throws dev.imagepack.ImagepackException naming the lines of references that are misspelt or name no image
     */
    public static void check(List<Path> manifests, List<Alias> aliases, List<Path> merge) throws IOException {
        if (manifests.isEmpty() || !merge.stream().allMatch(Files::exists)) {
            return;
        }
        Set<Alias> known = new TreeSet<>();
        Set<Alias> several = new TreeSet<>();
        aliases.stream().filter(alias -> !known.add(alias)).forEach(several::add);
        for (Path path : merge) {
            try (LayoutMerge layout = LayoutMerge.open(path)) {
                layout.entries().forEach(entry -> (entry.index().isPresent() ? several : known).add(entry.alias()));
            }
        }
        EmbedReferences references = new EmbedReferences(Map.of(), known, several);
        for (Path manifest : manifests) {
            references.rewrite(manifest);
        }
    }
}
