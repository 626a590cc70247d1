package dev.imagepack.ship;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import com.github.luben.zstd.ZstdOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineFacts.Store;
import dev.imagepack.engine.EngineImage;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.ImagePackage;
import dev.imagepack.pack.PackImages;
import dev.imagepack.pack.PackLog;
import dev.imagepack.testing.EveryEngine;
import dev.imagepack.testing.RealEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Layers are new in each test, so that no engine has them from another one. */
@Timeout(180)
class LoadImagesTest {

    private static final String REPOSITORY = "imagepack.test/load/";

    @TempDir
    Path directory;

    private final String unique = UUID.randomUUID().toString();
    private final Layer base = Layer.gzip("etc/base", "base " + unique);
    private final SampleImage runtime = SampleImage.of(base);
    private final SampleImage app = SampleImage.of(base, Layer.gzip("srv/app", "application " + unique));
    private final String name = REPOSITORY + unique;
    private final List<BuildOutcome> built = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Engine engine;

    private final LoadLog log = new LoadLog() {
        @Override
        public void sending(long bytes) {}

        @Override
        public void sparedInVain(String reason) {
            said.add(reason);
        }

        @Override
        public void loaded(Engine where, LoadReport.Load load) {
            said.add(load.alias() + (load.unchanged() ? " unchanged" : ""));
        }
    };

    @AfterEach
    void takeAway() throws IOException {
        if (engine != null) {
            for (BuildOutcome outcome : built) {
                engine.remove(outcome.image().config().digest().toString());
                for (ImageRef reference : outcome.image().references()) {
                    engine.remove(reference.toString());
                }
            }
            engine.remove(runtime.configDescriptor().digest().toString());
            engine.close();
        }
    }

    private void build(String alias, SampleImage image, int upstreamLayers, String... references) throws IOException {
        BlobStore cache = new BlobStore(directory.resolve("cache"));
        for (byte[] blob : image.blobs()) {
            cache.put(blob);
        }
        String upstream = upstreamLayers == 0
                ? ""
                : name + "/base:1@" + runtime.manifestDescriptor().digest();
        built.add(new BuildOutcome(
                image.built(alias, upstream, upstreamLayers)
                        .named(
                                new Alias(alias),
                                Stream.of(references).map(ImageRef::parse).toList()),
                "embedded",
                false,
                "first build",
                Duration.ZERO));
    }

    /** Loads everything that was built so far. */
    private LoadReport load(String... aliases) throws IOException {
        Path output = directory.resolve("target/imagepack");
        PackImages.pack(
                new PackImages.Request(
                        built,
                        new BlobStore(directory.resolve("cache")),
                        List.of(),
                        List.of(),
                        output,
                        Optional.empty(),
                        List.of(),
                        false),
                PackLog.SILENT);
        try (ImagePackage images = ImagePackage.open(output)) {
            return LoadImages.load(new LoadImages.Request(
                    images, Arrays.stream(aliases).map(Alias::new).toList(), engine, log));
        }
    }

    private EngineImage inspect(String image) throws IOException {
        return engine.inspect(image).orElseThrow(() -> new AssertionError("the engine has no " + image));
    }

    /** What the engine calls it. */
    private Digest idOf(SampleImage image) throws IOException {
        return (engine.facts().store() == Store.CONTAINERD ? image.manifestDescriptor() : image.configDescriptor())
                .digest();
    }

    /** Docker's own, but for those with containerd's store. */
    static Stream<RealEngine> classics() {
        return RealEngine.chosen().filter(real -> !real.isPodman() && !real.storesInContainerd());
    }

    private void openClassicStore(RealEngine real) throws IOException {
        engine = real.open();
        assumeThat(engine.facts().store()).isEqualTo(Store.CLASSIC);
    }

    @EveryEngine
    void anImageIsInTheEngineUnderAllItsNames(RealEngine real) throws Exception {
        engine = real.open();
        build("app", app, 0, name + ":1", name + ":latest");

        LoadReport.Load load = load().loads().get(0);

        assertThat(load.sent()).isEqualTo(amount(app.layers()));
        assertThat(load.spared()).isEqualTo(LoadReport.Amount.NONE);
        for (String tag : List.of(":1", ":latest")) {
            assertThat(inspect(name + tag).id()).isEqualTo(idOf(app));
        }
        assertThat(inspect(name + ":1").layers())
                .isEqualTo(app.layers().stream().map(Layer::diffId).toList());
    }

    private static LoadReport.Amount amount(List<Layer> layers) {
        return new LoadReport.Amount(
                layers.size(),
                layers.stream().mapToLong(layer -> layer.stored().length).sum());
    }

    @EveryEngine
    void anImageThatIsThereIsNotSentAgainAndOnlyGetsItsNames(RealEngine real) throws Exception {
        engine = real.open();
        build("app", app, 0, name + ":1");
        load();
        built.clear();
        build("app", app, 0, name + ":1", name + ":2");

        LoadReport.Load load = load().loads().get(0);

        assertThat(load.unchanged()).isTrue();
        assertThat(load.sent()).isEqualTo(LoadReport.Amount.NONE);
        assertThat(load.spared()).isEqualTo(amount(app.layers()));
        assertThat(inspect(name + ":2").id()).isEqualTo(idOf(app));
        assertThat(said).containsExactly("app", "app unchanged");
    }

    @ParameterizedTest
    @MethodSource("classics")
    void aClassicStoreIsNotSentTheLayersThatItHas(RealEngine real) throws Exception {
        openClassicStore(real);
        build("base", runtime, 0, name + "/base:1");
        load();
        build("app", app, 0, name + ":1");

        LoadReport report = load();

        LoadReport.Load load = report.loads().get(0);
        assertThat(load.alias()).hasToString("app");
        assertThat(load.sent()).isEqualTo(amount(app.layers().subList(1, 2)));
        assertThat(load.spared()).isEqualTo(amount(app.layers().subList(0, 1)));
        assertThat(said).doesNotContain("everything");
        assertThat(files(name + ":1")).contains("etc/base", "srv/app");
    }

    /** The files of all layers that the engine saves of an image. */
    private List<String> files(String image) throws IOException {
        List<String> files = new ArrayList<>();
        try (InputStream saved = engine.save(List.of(image), Optional.empty());
                TarArchiveInputStream archive = new TarArchiveInputStream(saved)) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                byte[] content = archive.readAllBytes();
                if (isLayer(content)) {
                    TarArchiveInputStream layer = new TarArchiveInputStream(new ByteArrayInputStream(content));
                    for (TarArchiveEntry file = layer.getNextEntry(); file != null; file = layer.getNextEntry()) {
                        files.add(file.getName());
                    }
                }
            }
        }
        return files;
    }

    private static boolean isLayer(byte[] content) {
        return content.length > 512 && new String(content, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    @ParameterizedTest
    @MethodSource("classics")
    void layersOfAnUpstreamMustBeInTheEngine(RealEngine real) throws Exception {
        openClassicStore(real);
        build("app", app, 1, name + ":1");

        assertThatThrownBy(this::load)
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining(
                        "layers that are not in the package are not in the engine at " + engine.describe())
                .hasMessageContaining(base.descriptor().digest() + " of images.app, from " + name + "/base:1@sha256:")
                .satisfies(e -> assertThat(((ImagepackException) e).advice()).contains("docker pull " + name));
        assertThat(engine.inspect(name + ":1")).isEmpty();

        List<BuildOutcome> split = List.copyOf(built);
        built.clear();
        build("base", runtime, 0, name + "/base:1");
        load();
        built.clear();
        built.addAll(split);

        LoadReport.Load load = load().loads().get(0);
        assertThat(load.spared()).isEqualTo(amount(List.of(base)));
        assertThat(files(name + ":1")).contains("etc/base", "srv/app");
    }

    static Stream<RealEngine> othersThanClassics() {
        return RealEngine.chosen().filter(real -> real.isPodman() || real.storesInContainerd());
    }

    @ParameterizedTest
    @MethodSource("othersThanClassics")
    void anEngineWhoseStoreNeedsAllLayersSaysSo(RealEngine real) throws Exception {
        engine = real.open();
        build("app", app, 1, name + ":1");
        assertThatThrownBy(this::load)
                .isInstanceOf(ImagepackException.class)
                .satisfies(e -> assertThat(((ImagepackException) e).advice())
                        .startsWith(engine.facts().product() + " here takes only images that are whole"));
    }

    @EveryEngine
    void layersOfZstdArriveWhereTheyCannotBeRead(RealEngine real) throws Exception {
        engine = real.open();
        SampleImage small = SampleImage.of(zstd(Layer.plain("etc/small", unique)));
        build("app", small, 0, name + ":1");
        load();
        assertThat(inspect(name + ":1").id()).isEqualTo(idOf(small));
    }

    private static Layer zstd(Layer plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
            zstd.write(plain.plain());
        }
        return new Layer(plain.plain(), out.toByteArray(), MediaType.LAYER_ZSTD);
    }

    @EveryEngine
    void ofSeveralPlatformsTheEngineGetsItsOwn(RealEngine real) throws Exception {
        engine = real.open();
        Platform own = engine.facts().platform();
        Platform other = Platform.parse(own.architecture().equals("s390x") ? "linux/amd64" : "linux/s390x");
        SampleImage foreign = new SampleImage(other, app.layers());
        SampleImage fitting = new SampleImage(own, app.layers());
        build("app", foreign, 0, name + ":1");
        build("app", fitting, 0, name + ":1");

        LoadReport.Load load = load().loads().get(0);

        assertThat(load.platform()).isEqualTo(own);
        assertThat(inspect(name + ":1").id()).isEqualTo(load.id());
        // Of containerd's store all platforms have one ID, that of the index.
        if (engine.facts().store() != Store.CONTAINERD) {
            assertThat(load.id()).isEqualTo(fitting.configDescriptor().digest());
        }
    }

    @Test
    void anImageWithoutANameIsCalledByItsAlias() throws Exception {
        engine = RealEngine.LOCAL.open();
        build("imagepack-test-" + unique, app, 0);
        load();
        assertThat(inspect("imagepack-test-" + unique + ":latest").id()).isEqualTo(idOf(app));
    }

    @Test
    void someImagesOfAPackageCanBeLoaded() throws Exception {
        engine = RealEngine.LOCAL.open();
        build("app", app, 0, name + ":1");
        build("base", runtime, 0, name + "/base:1");
        assertThat(load("base").loads()).hasSize(1);
        assertThat(engine.inspect(name + ":1")).isEmpty();
        assertThatThrownBy(() -> load("bsae")).hasMessageContaining("has no image 'bsae'");
    }

    @Test
    void anEngineThatDoesNotFindItsOwnLayersIsSentEverything() throws Exception {
        MemoryEngine memory = new MemoryEngine(MemoryEngine.CLASSIC);
        engine = new Engine(memory);
        memory.has(runtime.configDescriptor().digest(), List.of(base.diffId().toString()));
        memory.answers.add("{\"errorDetail\":{\"message\":\"no such file\"},\"error\":\"no such file\"}");
        memory.atLoad.add(() -> {});
        memory.atLoad.add(() -> memory.has(
                app.configDescriptor().digest(),
                app.layers().stream().map(layer -> layer.diffId().toString()).toList(),
                name + ":1"));
        build("app", app, 0, name + ":1");

        LoadReport.Load load = load().loads().get(0);

        assertThat(memory.archives).hasSize(2);
        assertThat(memory.archives.get(1)).hasSizeGreaterThan(memory.archives.get(0).length);
        assertThat(load.sent()).isEqualTo(amount(app.layers()));
        assertThat(said).first().asString().contains("no such file");
    }

    @Test
    void anEngineThatTakesAnImageAndDoesNotHaveItIsNotBelieved() throws Exception {
        engine = new Engine(new MemoryEngine(MemoryEngine.CLASSIC));
        build("app", app, 0, name + ":1");
        assertThatThrownBy(this::load)
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining(
                        "but " + name + ":1 is not " + app.configDescriptor().digest());
    }

    @Test
    void containerdsStoreGetsALayoutWithAllPlatforms() throws Exception {
        MemoryEngine memory = new MemoryEngine(MemoryEngine.CONTAINERD);
        engine = new Engine(memory);
        build("app", app, 0, name + ":1", name + ":2");
        build("app", new SampleImage(Platform.parse("linux/arm64"), app.layers()), 0, name + ":1", name + ":2");
        assertThatThrownBy(this::load).hasMessageContaining("and says nothing of a fault");

        Path layout = unpacked(memory.archives.get(0));
        assertThat(LayoutCheck.check(layout)).isEmpty();
        assertThat(Files.readString(layout.resolve("index.json")))
                .contains("\"io.containerd.image.name\":\"" + name + ":1\"")
                .contains("\"io.containerd.image.name\":\"" + name + ":2\"")
                .contains(MediaType.INDEX);
        assertThat(layout.resolve("manifest.json")).doesNotExist();
    }

    private Path unpacked(byte[] archive) throws IOException {
        Path layout = directory.resolve("unpacked");
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = layout.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? path : path.getParent());
                if (entry.isFile()) {
                    Files.write(path, tar.readAllBytes());
                }
            }
        }
        return layout;
    }
}
