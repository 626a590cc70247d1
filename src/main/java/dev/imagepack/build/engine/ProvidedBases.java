package dev.imagepack.build.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.UsedBase;
import dev.imagepack.engine.Engine;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.SavedImage;
import dev.imagepack.io.ScratchDirectory;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;

/** Sees to it that the engine has, or can get, every image that a recipe uses, and says by which names. */
final class ProvidedBases {

    private static final String PURPOSE = "engine-base";

    private final BuildRequest request;
    private final EngineBuilder.Outside outside;
    private final Engine engine;
    private final TemporaryImages temporary;

    ProvidedBases(BuildRequest request, EngineBuilder.Outside outside, Engine engine, TemporaryImages temporary) {
        this.request = request;
        this.outside = outside;
        this.engine = engine;
        this.temporary = temporary;
    }

    /**
     * Their names at the engine.
     *
     * @param withoutTriggers whether they must not run instructions in what is built upon them
     */
    Map<UsedBase, String> names(Collection<UsedBase> bases, boolean withoutTriggers) throws IOException {
        Map<UsedBase, String> names = new IdentityHashMap<>();
        for (UsedBase base : bases) {
            boolean loses = withoutTriggers && !base.triggers().isEmpty();
            names.put(base, loses || base.isOnlyHere() ? loaded(base, loses, "base-" + names.size()) : found(base));
        }
        return names;
    }

    private String loaded(UsedBase base, boolean withoutTriggers, String tag) throws IOException {
        return base.isOnlyAtEngine() ? takenOut(base, tag) : load(base.source().orElseThrow(), withoutTriggers, tag);
    }

    private String load(ImageSource image, boolean withoutTriggers, String tag) throws IOException {
        String name = temporary.name(tag);
        ImageConfig config = withoutTriggers ? image.config().withoutTriggers() : image.config();
        engine.load(new ImageArchive(image, config, name));
        return name;
    }

    /** No engine can be told to take the triggers away. */
    private String takenOut(UsedBase base, String tag) throws IOException {
        Path parent = request.cache().temporary();
        for (Path left : ScratchDirectory.leftovers(parent, PURPOSE)) {
            ScratchDirectory.delete(left);
        }
        Path directory = ScratchDirectory.create(parent, PURPOSE);
        try {
            Path archive = directory.resolve("image.tar");
            try (InputStream saved = engine.save(List.of(base.identity()), Optional.of(base.platform()))) {
                Files.copy(saved, archive);
            }
            try (ImageSource image = SavedImage.open(archive, Optional.empty(), base.platform())) {
                return load(image, true, tag);
            }
        } finally {
            ScratchDirectory.delete(directory);
        }
    }

    private String found(UsedBase base) throws IOException {
        if (base.image() instanceof BaseImage.Published published) {
            Optional<ImageRef> pinned = base.pinned();
            if (pinned.isPresent()) {
                pull(pinned.get(), base);
            }
            return pinned.map(ImageRef::toString).orElse(published.reference().familiar());
        }
        return base.written();
    }

    /** An engine that builds asks a registry without any credentials, so what needs some is fetched before. */
    private void pull(ImageRef pinned, UsedBase base) throws IOException {
        Optional<String> authorization = outside.authorizations().apply(pinned);
        if (authorization.isEmpty() || engine.inspect(pinned.toString()).isPresent()) {
            return;
        }
        request.log().step(request.spec().alias(), "pull " + pinned);
        engine.pull(
                pinned.name(),
                pinned.digest().orElseThrow().toString(),
                Optional.of(base.platform()),
                authorization,
                message -> {});
    }
}
