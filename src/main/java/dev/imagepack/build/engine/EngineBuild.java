package dev.imagepack.build.engine;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildBase;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.UsedBase;
import dev.imagepack.build.intake.BaseLayers;
import dev.imagepack.build.intake.ForeignImage;
import dev.imagepack.build.intake.Intake;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineFacts;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.engine.EngineImage;
import dev.imagepack.engine.EngineReply;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.oci.ImageRef;

/** A recipe that was read and that an engine can run. */
final class EngineBuild implements PreparedBuild {

    private final BuildRequest request;
    private final CommandRecipe recipe;
    private final EngineBuilder.Outside outside;
    private final SharedSaves saves;

    EngineBuild(BuildRequest request, CommandRecipe recipe, EngineBuilder.Outside outside, SharedSaves saves) {
        this.request = request;
        this.recipe = recipe;
        this.outside = outside;
        this.saves = saves;
    }

    @Override
    public CacheInputs inputs() {
        return recipe.inputs();
    }

    @Override
    public Optional<ImageRef> base() {
        return recipe.base().named();
    }

    @Override
    public BuildBase builtOn() {
        return recipe.base().builtOn();
    }

    @Override
    public Optional<String> alwaysBuilt() {
        if (recipe.recipe().run().noCache()) {
            return Optional.of("noCache is set");
        }
        return outside.pullsAlways() ? Optional.of("the pull policy is always") : Optional.empty();
    }

    @Override
    public BuiltImage run() throws IOException {
        Refusals.check(recipe);
        recipe.requireFiles("an engine");
        SentFiles files = new SentFiles(recipe);
        Engine engine = engine();
        Refusals.checkVersion(recipe, engine.facts(), engine.describe());
        Refusals.checkOptions(recipe, "images." + alias(), engine.facts(), engine.describe());
        try (TemporaryImages temporary =
                        new TemporaryImages(engine, warning -> request.log().warning(alias(), warning));
                Intake intake = new Intake(outside.limits())) {
            intake.expect(request, layersOfBase());
            Map<UsedBase, String> names = new ProvidedBases(request, outside, engine, temporary)
                    .names(recipe.bases(), files.wantsTriggersWritten());
            String name = temporary.name("image");
            build(engine, new Sent(files, new SentDockerfile(recipe, names, files).bytes()), name);
            return take(engine, name, intake);
        }
    }

    private Alias alias() {
        return request.spec().alias();
    }

    private Engine engine() throws IOException {
        try {
            Engine engine = outside.source().engine();
            engine.facts();
            return engine;
        } catch (EngineFault e) {
            throw new NoEngineException("images." + alias() + ": " + e.getMessage(), e.advice(), e);
        }
    }

    /** What goes to the engine. */
    private record Sent(SentFiles files, byte[] dockerfile) {}

    private void build(Engine engine, Sent sent, String name) throws IOException {
        EngineFacts facts = engine.facts();
        boolean hasBuildKit = facts.store() != EngineFacts.Store.PODMAN
                && facts.platform().os().equals("linux");
        if (hasBuildKit) {
            try {
                run(engine, true, sent, name);
                return;
            } catch (BuildAnswer.NotTaken e) {
                request.log()
                        .step(
                                alias(),
                                "the engine's BuildKit cannot read what is sent to it; its classic builder goes on");
            }
        }
        Refusals.checkClassic(recipe, request.spec(), facts, engine.describe());
        try {
            run(engine, false, sent, name);
        } catch (BuildAnswer.NotTaken e) {
            throw new ImagepackException(
                    "images." + alias() + ": " + engine.describe() + ": " + e.getMessage(),
                    "Build with another engine.",
                    e);
        }
    }

    private void run(Engine engine, boolean buildKit, Sent sent, String name) throws IOException, BuildAnswer.NotTaken {
        EngineFacts facts = engine.facts();
        String builder =
                buildKit ? "BuildKit" : facts.store() == EngineFacts.Store.PODMAN ? "Buildah" : "its classic builder";
        request.log().step(alias(), facts + " at " + engine.describe() + ", " + builder);
        String id = UUID.randomUUID().toString();
        EngineCall call = new BuildCall(request, recipe, name, id)
                .of(
                        facts,
                        buildKit,
                        sent.files().dockerfile(),
                        sent.files().tar(sent.dockerfile(), request.created().getEpochSecond()));
        BuildSteps steps =
                new BuildSteps(alias(), request.log(), recipe.commands().instructions());
        boolean ended = false;
        try (EngineReply reply = engine.send(call)) {
            new BuildAnswer(steps, "images." + alias() + " at " + engine.describe()).read(reply);
            ended = true;
        } catch (EngineFault e) {
            throw located(e, steps.location());
        } finally {
            if (!ended) {
                cancel(engine, facts, id);
            }
        }
    }

    private ImagepackException located(EngineFault fault, Optional<Location> at) {
        String where = at.map(Location::toString).orElse("images." + alias());
        return new ImagepackException(where + ": " + fault.getMessage(), fault.advice(), fault);
    }

    /** The connection is closed, which ends the build; where a proxy holds it open, this does. */
    private static void cancel(Engine engine, EngineFacts facts, String id) {
        if (facts.store() == EngineFacts.Store.PODMAN) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            engine.send(EngineCall.of("POST", "/build/cancel").with("id", id)).close();
        } catch (IOException | ImagepackException e) {
            // The build is over, or nobody is there to end it.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private BuiltImage take(Engine engine, String name, Intake intake) throws IOException {
        try {
            EngineImage image = engine.inspect(name)
                    .orElseThrow(() -> new ImagepackException(
                            "images." + alias() + ": " + engine.describe()
                                    + " says it built the image, but has none called " + name,
                            "Build again; something else may remove images there."));
            ForeignImage foreign = new ForeignImage(request, image.id(), image.layers(), layersOfBase());
            return saves.take(engine, name, intake.cut(foreign));
        } catch (EngineFault e) {
            throw located(e, Optional.empty());
        }
    }

    private BaseLayers layersOfBase() {
        UsedBase base = recipe.base();
        return new BaseLayers(base.written(), base.diffIds(), base.source());
    }
}
