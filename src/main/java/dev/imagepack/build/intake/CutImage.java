package dev.imagepack.build.intake;

import dev.imagepack.build.BuildRequest;

/** An image that an engine built, and which of its layers must come out of the engine: {@link Intake#cut} decides that. */
public final class CutImage {

    private final ForeignImage image;
    private final Cut cut;

    CutImage(ForeignImage image, Cut cut) {
        this.image = image;
        this.cut = cut;
    }

    /** What it was built for. */
    public BuildRequest request() {
        return image.request();
    }

    ForeignImage image() {
        return image;
    }

    Cut cut() {
        return cut;
    }
}
