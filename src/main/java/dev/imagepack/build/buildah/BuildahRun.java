package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.UsedBase;
import dev.imagepack.build.intake.BaseLayers;
import dev.imagepack.build.intake.ForeignImage;
import dev.imagepack.build.intake.Intake;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageSource;

/** One run of buildah, from the recipe to the image that it hands over. */
final class BuildahRun {

    private static final String DIFF_IDS = "{{range .OCIv1.RootFS.DiffIDs}}{{.}} {{end}}";

    private final BuildRequest request;
    private final CommandRecipe recipe;
    private final Buildah buildah;

    BuildahRun(BuildRequest request, CommandRecipe recipe, Buildah buildah) {
        this.request = request;
        this.recipe = recipe;
        this.buildah = buildah;
    }

    BuiltImage run(Intake intake) throws IOException {
        intake.expect(request, base());
        BuildFiles.write(recipe, request.created(), buildah);
        takeImages();
        build();
        return handOver(intake);
    }

    private void takeImages() throws IOException {
        for (Map.Entry<String, UsedBase> used :
                BuildFiles.images(recipe.bases()).entrySet()) {
            UsedBase base = used.getValue();
            take(base.source().orElseThrow(), base.written(), "image-" + used.getKey());
        }
    }

    private void take(ImageSource image, String written, String directory) throws IOException {
        ImageLayouts.write(image, request.cache().blobs(), buildah.path(directory));
        try {
            buildah.ask(List.of("pull", "--quiet", "oci:" + directory));
        } catch (BuildahFailure e) {
            throw new ImagepackException(
                    written + ": buildah cannot take it: " + e.reason(),
                    "Look at what it says. An ordinary user needs subordinate IDs (/etc/subuid, /etc/subgid) for files that"
                            + " belong to others than root.",
                    e);
        }
    }

    private void build() throws IOException {
        BuildOutput output =
                new BuildOutput(recipe.stages(), recipe::steps, request.spec().alias(), request.log());
        try {
            buildah.follow(BuildArguments.of(request, recipe, buildah), output::accept);
        } catch (BuildahFailure e) {
            throw output.fault(e);
        }
    }

    private BuiltImage handOver(Intake intake) throws IOException {
        String id = Files.readString(buildah.path(BuildFiles.IMAGE_ID)).strip();
        List<BuiltImage> taken = new ArrayList<>();
        try {
            ForeignImage image = new ForeignImage(request, Digest.parse(id), diffIds(id), base());
            buildah.read(
                    List.of("push", "--quiet", id, "docker-archive:/dev/stdout"),
                    archive -> taken.add(intake.takeSaved(archive, "buildah", image)));
        } catch (BuildahFailure e) {
            throw new ImagepackException(
                    "images." + request.spec().alias() + ": buildah built the image but cannot hand it over: "
                            + e.reason(),
                    "Look at what it says.",
                    e);
        }
        return PlainConfig.of(taken.get(0), recipe.base(), request.cache().blobs());
    }

    private BaseLayers base() {
        UsedBase base = recipe.base();
        return new BaseLayers(base.written(), base.diffIds(), base.source());
    }

    private List<DiffId> diffIds(String id) throws IOException, BuildahFailure {
        String answer = buildah.ask(List.of("inspect", "--type", "image", "--format", DIFF_IDS, id));
        return Stream.of(answer.split(" ")).map(DiffId::parse).toList();
    }
}
