package dev.imagepack.build.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineFacts;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.RunOptions;
import dev.imagepack.io.Content;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;

/**
 * What an engine is asked to build.
 *
 * @param request the image
 * @param recipe its recipe
 * @param name that the image gets at the engine
 * @param id by which the build can be cancelled
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageBuild">Docker's API</a>
 */
record BuildCall(BuildRequest request, CommandRecipe recipe, String name, String id) {

    /** The call, with the files as its body. */
    EngineCall of(EngineFacts facts, boolean buildKit, String dockerfile, Content tar) {
        DockerfileRecipe wanted = recipe.recipe();
        EngineCall call = EngineCall.of("POST", "/build")
                .with("version", buildKit ? "2" : "1")
                .with("buildid", id)
                .with("t", name)
                .with("dockerfile", dockerfile)
                .with("platform", request.spec().platform().toString())
                .with("buildargs", json(wanted.buildArgs()))
                .with("labels", json(request.spec().labels()))
                .with("rm", "1")
                .with("forcerm", "1");
        Optional<String> target = wanted.target();
        if (target.isPresent()) {
            call = call.with("target", target.get());
        }
        return withOptions(call, wanted.run(), facts).withBody("application/x-tar", tar);
    }

    private static EngineCall withOptions(EngineCall plain, RunOptions run, EngineFacts facts) {
        EngineCall call = run.noCache() ? plain.with("nocache", "1") : plain;
        if (run.network() != RunOptions.Network.DEFAULT) {
            call = call.with("networkmode", run.network().word());
        }
        if (!run.cacheFrom().isEmpty()) {
            call = call.with(
                    "cachefrom",
                    json(run.cacheFrom().stream().map(ImageRef::familiar).toList()));
        }
        List<String> hosts = run.extraHosts().entrySet().stream()
                .map(host -> host.getKey() + ":" + host.getValue())
                .toList();
        return facts.store() == EngineFacts.Store.PODMAN ? forPodman(call, hosts) : withHosts(call, hosts);
    }

    /** Podman takes one list of hosts, and would put the version of its Buildah into the image, as a label. */
    private static EngineCall forPodman(EngineCall plain, List<String> hosts) {
        EngineCall call = plain.with("identitylabel", "0");
        return hosts.isEmpty() ? call : call.with("extrahosts", json(hosts));
    }

    /** Docker takes one parameter for each host. */
    private static EngineCall withHosts(EngineCall plain, List<String> hosts) {
        EngineCall call = plain;
        for (String host : hosts) {
            call = call.with("extrahosts", host);
        }
        return call;
    }

    private static String json(List<String> texts) {
        return Json.text(Json.texts(texts));
    }

    private static String json(Map<String, String> values) {
        ObjectNode object = Json.object();
        values.forEach(object::put);
        return Json.text(object);
    }
}
