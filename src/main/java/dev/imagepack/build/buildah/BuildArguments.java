package dev.imagepack.build.buildah;

import java.util.ArrayList;
import java.util.List;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.RunOptions;

/** The command line of {@code buildah build}. No secret is in it: files and variables are named only. */
final class BuildArguments {

    private final List<String> arguments = new ArrayList<>(List.of("build"));

    private BuildArguments() {}

    /**
     * What is the same for every build. A layer for each instruction, as other builders make them; the format that can say all
     * that a Dockerfile can; and no look at any registry, for all images are there by their IDs.
     */
    static List<String> of(BuildRequest request, CommandRecipe recipe, Buildah buildah) {
        BuildArguments build = new BuildArguments();
        build.arguments.addAll(buildah.setup().isolation());
        build.add("--layers=true", "--format=docker", "--pull=never", "--identity-label=false");
        if (request.spec().rewriteTimestamps()) {
            build.add("--timestamp=" + request.created().getEpochSecond());
        }
        build.add("--platform=" + request.spec().platform());
        build.add(recipe.recipe(), buildah);
        int number = 0;
        for (String name : recipe.directories().keySet()) {
            build.add("--build-context", name + "=" + buildah.path(BuildFiles.directory(number)));
            number++;
        }
        request.spec().labels().forEach((name, value) -> build.add("--label", name + "=" + value));
        build.add("--ignorefile=" + buildah.path(BuildFiles.NOTHING_IGNORED));
        build.add("--iidfile=" + buildah.path(BuildFiles.IMAGE_ID));
        build.add("--file=" + buildah.path(BuildFiles.DOCKERFILE));
        build.add(buildah.path(BuildFiles.CONTEXT).toString());
        return build.arguments;
    }

    private void add(String... more) {
        arguments.addAll(List.of(more));
    }

    private void add(DockerfileRecipe recipe, Buildah buildah) {
        recipe.target().ifPresent(target -> add("--target", target));
        recipe.buildArgs().forEach((name, value) -> add("--build-arg", name + "=" + value));
        RunOptions run = recipe.run();
        run.extraHosts().forEach((name, address) -> add("--add-host", name + ":" + address));
        arguments.addAll(network(run.network()));
        run.secrets().forEach((id, secret) -> add("--secret", "id=" + id + "," + source(id, secret, buildah)));
    }

    /** The option for a network; none for the one that buildah gives by itself. */
    static List<String> network(RunOptions.Network network) {
        return network == RunOptions.Network.DEFAULT ? List.of() : List.of("--network=" + network.word());
    }

    private static String source(String id, RunOptions.Secret secret, Buildah buildah) {
        return secret instanceof RunOptions.SecretVariable variable
                ? "env=" + variable.name()
                : "src=" + buildah.path(BuildFiles.secret(id));
    }
}
