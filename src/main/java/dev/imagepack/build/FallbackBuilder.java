package dev.imagepack.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.ImageRef;

/**
 * Several builders, of which the first one runs a recipe that is there at all. Nobody is asked whether he is there before
 * something must be run: what the cache has, it has whoever built it.
 */
public final class FallbackBuilder implements Builder {

    private final String name;
    private final List<Builder> builders;

    /**
     * @param name for logs, and for the key of what is built
     * @param builders in order; one at least
     */
    public FallbackBuilder(String name, List<Builder> builders) {
        this.name = name;
        this.builders = List.copyOf(builders);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) throws IOException {
        return builders.get(0).siblings(spec, available);
    }

    @Override
    public PreparedBuild prepare(BuildRequest request) throws IOException {
        return new Prepared(request, builders.get(0).prepare(request));
    }

    private final class Prepared implements PreparedBuild {

        private final BuildRequest request;
        private final PreparedBuild first;
        private @Nullable String ran;

        Prepared(BuildRequest request, PreparedBuild first) {
            this.request = request;
            this.first = first;
        }

        @Override
        public CacheInputs inputs() {
            return first.inputs();
        }

        @Override
        public Optional<ImageRef> base() {
            return first.base();
        }

        @Override
        public BuildBase builtOn() {
            return first.builtOn();
        }

        @Override
        public Optional<String> alwaysBuilt() {
            return first.alwaysBuilt();
        }

        @Override
        public Optional<String> builder() {
            return Optional.of(ran == null ? name : ran);
        }

        @Override
        public BuiltImage run() throws IOException {
            List<NoEngineException> missing = new ArrayList<>();
            for (Builder builder : builders) {
                try {
                    PreparedBuild prepared = missing.isEmpty() ? first : builder.prepare(request);
                    BuiltImage image = prepared.run();
                    ran = prepared.builder().orElse(builder.name());
                    return image;
                } catch (NoEngineException e) {
                    missing.add(e);
                }
            }
            throw none(missing);
        }

        private ImagepackException none(List<NoEngineException> missing) {
            if (missing.size() == 1) {
                return missing.get(0);
            }
            StringBuilder message =
                    new StringBuilder("images." + request.spec().alias() + ": nobody is there to run it:");
            missing.forEach(one -> message.append("\n- ").append(one.getMessage()));
            return new NoEngineException(message.toString(), missing.get(0).advice(), missing.get(0));
        }
    }
}
