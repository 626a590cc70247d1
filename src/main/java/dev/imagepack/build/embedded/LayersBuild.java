package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import dev.imagepack.build.BuildBase;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Inputs;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.History;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;

/** An image from declared layers whose files were looked up and which can be run. */
final class LayersBuild implements PreparedBuild {

    private final BuildRequest request;
    private final LayersRecipe recipe;
    private final Base base;
    private final List<FileSet> files;
    private final CacheInputs inputs;

    private LayersBuild(BuildRequest request, LayersRecipe recipe, Base base, List<FileSet> files, CacheInputs inputs) {
        this.request = request;
        this.recipe = recipe;
        this.base = base;
        this.files = files;
        this.inputs = inputs;
    }

    private record Found(Base base, List<FileSet> files) {}

    /** Opens the base and looks up every file, at once; a source that is not there comes out here. */
    static LayersBuild prepare(BuildRequest request, LayersRecipe recipe, Bases bases) throws IOException {
        Found found = Parallel.both(
                () -> bases.open(
                        recipe.from(), describe(recipe.from()), request.spec().platform()),
                () -> select(recipe, request),
                Found::new);
        Inputs inputs = new Inputs(request.module());
        inputs.put("base", found.base().identity());
        inputs.put("container", DeclaredText.of(recipe.container()).toString());
        found.files().forEach(set -> set.name(inputs));
        for (int i = 0; i < recipe.layers().size(); i++) {
            inputs.put(
                    "layer " + (i + 1),
                    DeclaredText.of(recipe.layers().get(i), inputs).toString());
        }
        return new LayersBuild(
                request,
                recipe,
                found.base(),
                found.files(),
                inputs.done(request.cache().files(), request.workers()));
    }

    private static List<FileSet> select(LayersRecipe recipe, BuildRequest request) {
        List<FileSet> selected = new ArrayList<>();
        for (DeclaredLayer layer : recipe.layers()) {
            for (DeclaredLayer.Item item : layer.items()) {
                if (item instanceof DeclaredLayer.Files declared) {
                    selected.add(FileSet.select(declared, request.outputs(), request.cache()));
                }
            }
        }
        return selected;
    }

    private static String describe(BaseImage from) {
        if (from instanceof BaseImage.Published published) {
            return published.reference().familiar();
        }
        if (from instanceof BaseImage.Sibling sibling) {
            return sibling.alias().value();
        }
        return from instanceof BaseImage.Saved saved
                ? String.valueOf(saved.path().getFileName())
                : "scratch";
    }

    @Override
    public CacheInputs inputs() {
        return inputs;
    }

    @Override
    public Optional<ImageRef> base() {
        return base.published();
    }

    @Override
    public BuildBase builtOn() {
        return base.builtOn();
    }

    @Override
    public BuiltImage run() throws IOException {
        List<Layer> below = new BaseLayers(request).take(base);
        // Without a layer nobody asks what files the base has, and its blobs may be far away.
        List<NewLayer> layers = recipe.layers().isEmpty() ? List.of() : layers();
        return new ImageAssembly(request).assemble(base, below, new LayerStore(request).storeAll(layers), settings());
    }

    private List<NewLayer> layers() throws IOException {
        FileTree tree = new BaseTrees(request.cache()).tree(base);
        List<NewLayer> layers = new ArrayList<>();
        Iterator<FileSet> sets = files.iterator();
        for (DeclaredLayer layer : recipe.layers()) {
            layers.add(new LayerItems(tree, sets, request.created().getEpochSecond()).apply(layer));
        }
        return layers;
    }

    private ImageAssembly.Settings settings() {
        ContainerConfig inherited = base.config().map(ImageConfig::container).orElse(ContainerConfig.EMPTY);
        List<History> history =
                new ArrayList<>(base.config().map(ImageConfig::history).orElse(List.of()));
        for (DeclaredLayer layer : recipe.layers()) {
            history.add(new History(Optional.of(request.created()), layer.name(), "", "", false));
        }
        return new ImageAssembly.Settings(
                ContainerSettings.apply(recipe.container(), inherited),
                history,
                base.config().map(ImageConfig::author).orElse(""));
    }
}
