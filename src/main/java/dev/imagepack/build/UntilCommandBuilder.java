package dev.imagepack.build;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.cache.CacheInputs;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.ImageRef;

/** A builder that runs no commands, and one that takes over when it turns out that the recipe has some: in a base's triggers. */
public final class UntilCommandBuilder implements Builder {

    private final Builder plain;
    private final Builder engine;

    public UntilCommandBuilder(Builder plain, Builder engine) {
        this.plain = plain;
        this.engine = engine;
    }

    @Override
    public String name() {
        return plain.name();
    }

    @Override
    public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) throws IOException {
        return plain.siblings(spec, available);
    }

    @Override
    public PreparedBuild prepare(BuildRequest request) throws IOException {
        try {
            return plain.prepare(request);
        } catch (NeedsEngineException e) {
            return new Taken(engine.prepare(request), engine.name());
        }
    }

    /** Says who really builds. */
    private record Taken(PreparedBuild prepared, String name) implements PreparedBuild {

        @Override
        public CacheInputs inputs() {
            return prepared.inputs();
        }

        @Override
        public Optional<ImageRef> base() {
            return prepared.base();
        }

        @Override
        public BuildBase builtOn() {
            return prepared.builtOn();
        }

        @Override
        public Optional<String> alwaysBuilt() {
            return prepared.alwaysBuilt();
        }

        @Override
        public Optional<String> builder() {
            return Optional.of(prepared.builder().orElse(name));
        }

        @Override
        public BuiltImage run() throws IOException {
            return prepared.run();
        }
    }
}
