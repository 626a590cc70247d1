package dev.imagepack.build.embedded;

import java.util.regex.Pattern;

import dev.imagepack.dockerfile.Location;

/** Sources of ADD that lie on another machine. */
final class RemoteSources {

    private static final Pattern GIT =
            Pattern.compile("(git://|ssh://|git@).*|https?://[^?#]*\\.git([?#].*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE);

    private RemoteSources() {}

    /** Whether the source is an address or a git repository. */
    static boolean isRemote(String source) {
        return GIT.matcher(source).matches() || ADDRESS.matcher(source).matches();
    }

    /** Throws if the source is an address or a git repository: nothing is fetched while an image is built. */
    static void refuse(String source, Location at) {
        if (GIT.matcher(source).matches()) {
            throw at.fault(
                    "ADD " + source + " clones a git repository, which the embedded builder does not do",
                    "Add it as a submodule, or fetch it in an earlier Maven phase, and COPY the files.");
        }
        if (ADDRESS.matcher(source).matches()) {
            throw at.fault(
                    "ADD " + source + " downloads, which the embedded builder does not do",
                    "Download it in an earlier Maven phase, with its checksum, and COPY the file.");
        }
    }
}
