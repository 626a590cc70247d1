package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.io.TarEntry;

import static org.assertj.core.api.Assertions.assertThat;

class ListingTest {

    private static final Listing SAMPLE = new Listing(List.of(
            TarEntry.directory("d", 01777).withOwner(4294967294L, 7).withMtime(-5),
            TarEntry.file("d/é\uDC80", 04755, 1L << 40)
                    .withXattrs(Map.of("security.capability", new byte[] {0, -1}, "user.x", new byte[0])),
            TarEntry.symlink("d/l", "../\uDCFF"),
            TarEntry.hardLink("d/h", "d/é\uDC80"),
            new TarEntry("dev", TarEntry.Type.CHARACTER_DEVICE, 0600, 0, 0, 0, 0, "", Map.of(), 5, 1),
            Nodes.of("pipe", TarEntry.Type.FIFO)));

    @Test
    void everyFieldSurvivesEvenNamesThatAreNotUtf8() throws IOException {
        assertThat(Listing.parse(SAMPLE.toBytes())).contains(SAMPLE);
        assertThat(Listing.parse(new Listing(List.of()).toBytes())).contains(new Listing(List.of()));
    }

    @Test
    void aTarIsListedInItsOwnOrder() throws IOException {
        Listing listing =
                Listing.of(Nodes.tar(Nodes.entry("b"), Nodes.entry("a")).open());

        assertThat(listing.entries()).containsExactly(Nodes.entry("a"), Nodes.entry("b"));
    }

    @Test
    void aDocumentThatIsCutShortAnywhereIsNone() throws IOException {
        byte[] document = SAMPLE.toBytes();

        for (int length = 0; length < document.length; length++) {
            assertThat(Listing.parse(Arrays.copyOf(document, length))).isEmpty();
        }
    }

    @Test
    void aDocumentWithAnyByteFlippedIsNoneOrAnotherButNoFault() throws IOException {
        byte[] document = SAMPLE.toBytes();

        for (int i = 0; i < document.length; i++) {
            byte[] flipped = document.clone();
            flipped[i] ^= 0x55;
            assertThat(Listing.parse(flipped)).isNotEqualTo(Optional.of(SAMPLE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5_000_000, Integer.MAX_VALUE})
    void aNumberOfEntriesThatCannotBeIsNone(int count) throws IOException {
        assertThat(Listing.parse(document(2, count))).isEmpty();
    }

    @Test
    void anotherFormatIsNone() throws IOException {
        assertThat(Listing.parse(document(2, 0))).isPresent();
        assertThat(Listing.parse(document(1, 0))).isEmpty();
    }

    private static byte[] document(int format, int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(format);
            out.writeInt(count);
        }
        return bytes.toByteArray();
    }
}
