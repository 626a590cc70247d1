package dev.imagepack.cache;

/**
 * The place whose builds are compared with each other: one image of one project on one platform. Holds no path, so that
 * every checkout of a project has the same slots.
 *
 * @param project {@code groupId:artifactId}
 * @param image its alias
 * @param platform {@code os/architecture[/variant]}
 */
public record Slot(String project, String image, String platform) {

    /** By hand, because the JVM takes long to make those that a record has, and every build needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Slot slot
                && project.equals(slot.project)
                && image.equals(slot.image)
                && platform.equals(slot.platform);
    }

    @Override
    public int hashCode() {
        return image.hashCode();
    }

    /** For reports: {@code shop:web app linux/amd64}. */
    @Override
    public String toString() {
        return project + " " + image + " " + platform;
    }
}
