package dev.imagepack.oci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.oci.LayoutCheck.Fault;

/** A layout in a temporary directory, and its check. */
abstract class LayoutCheckFixture {

    @TempDir
    Path directory;

    /** An image with one layer. */
    TestImage image() throws IOException {
        return new TestImage(directory).layer("first");
    }

    List<Fault> check() throws IOException {
        return LayoutCheck.check(directory);
    }

    List<String> codes() throws IOException {
        return check().stream().map(Fault::code).toList();
    }

    void overwrite(Digest digest, byte[] bytes) throws IOException {
        Files.write(new BlobStore(directory).path(digest), bytes);
    }

    byte[] bytes(Digest digest) throws IOException {
        return Files.readAllBytes(new BlobStore(directory).path(digest));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is wrong, apart from what is merely left over. */
    List<Fault> realFaults() throws IOException {
        return check().stream().filter(fault -> !fault.isLeftover()).toList();
    }
}
