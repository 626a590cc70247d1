package dev.imagepack.build.embedded;

import java.util.Optional;

import dev.imagepack.build.context.SourceKind;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.download.Address;
import dev.imagepack.oci.Digest;

/** Sources of COPY and ADD that lie on another machine. */
final class RemoteSources {

    private RemoteSources() {}

    /** Whether the source is an address or a git repository. */
    static boolean isRemote(String source) {
        return SourceKind.of(source) != SourceKind.FILES;
    }

    /** Whether ADD downloads this source; throws if it would have to clone a git repository. */
    static boolean isAddress(String source, Location at) {
        SourceKind kind = SourceKind.of(source);
        if (kind == SourceKind.GIT) {
            throw at.fault(
                    "ADD " + Address.withoutSecrets(source)
                            + " clones a git repository, which the embedded builder does not do",
                    "Add it as a submodule, or fetch it in an earlier Maven phase, and COPY the files.");
        }
        return kind == SourceKind.ADDRESS;
    }

    /** Throws if the source is not one of COPY. */
    static void refuseInCopy(String source, Location at) {
        if (isRemote(source)) {
            throw at.fault(
                    "COPY " + Address.withoutSecrets(source) + ": COPY takes no source from another machine",
                    "Write ADD with --checksum=sha256:….");
        }
    }

    static Address address(String source, Location at) {
        try {
            return Address.parse(source);
        } catch (IllegalArgumentException e) {
            throw at.fault(
                    "ADD " + Address.withoutSecrets(source) + " cannot be downloaded: " + e.getMessage(),
                    "Write an address that everybody may read, as in https://example.com/file; what stands in a"
                            + " Dockerfile stands in the image too.");
        }
    }

    /** What the file must hash to: without that nobody could tell whether the image is the same. */
    static Digest checksum(Optional<String> written, Address address, Location at) {
        String text = written.orElseThrow(() -> at.fault(
                "ADD " + address + " downloads a file without saying which",
                "Write ADD --checksum=sha256:… with the SHA-256 of the file, so that the image is the same on every"
                        + " machine; or download it in an earlier Maven phase and COPY it."));
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw at.fault("--checksum: " + e.getMessage(), "Write --checksum=sha256: and 64 hexadecimal digits.");
        }
    }

    /** Throws if a checksum stands where it says nothing. */
    static void checkChecksum(Optional<String> checksum, int sources, boolean remote, Location at) {
        if (checksum.isPresent() && sources != 1) {
            throw at.fault("--checksum is for one source, and here are " + sources, "Write an ADD for each address.");
        }
        if (checksum.isPresent() && !remote) {
            throw at.fault(
                    "--checksum is for a source that is downloaded, and this one lies in the context",
                    "Leave --checksum out.");
        }
    }
}
