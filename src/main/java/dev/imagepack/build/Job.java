package dev.imagepack.build;

import dev.imagepack.image.Alias;
import dev.imagepack.image.ImageSpec;

/** An image, and who builds it; known by its alias and its platform, of which a build has each pair once. */
record Job(ImageSpec image, Builder builder) {

    Alias alias() {
        return image.alias();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Job job
                && alias().equals(job.alias())
                && image.platform().equals(job.image.platform());
    }

    @Override
    public int hashCode() {
        return alias().hashCode();
    }
}
