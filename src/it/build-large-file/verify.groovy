import dev.imagepack.testing.PackedImages
import java.util.zip.GZIPInputStream
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream

def packed = PackedImages.unchecked(basedir)
def digest = packed.lock('large').layers().first().digest()
def blob = packed.layout().resolve("blobs/$digest.algorithm/$digest.hex").toFile()
new TarArchiveInputStream(new GZIPInputStream(new FileInputStream(blob), 1 << 16)).withCloseable { tar ->
    assert tar.nextEntry.name == 'srv/'
    def file = tar.nextEntry
    assert file.name == 'srv/model.bin'
    assert file.size == 2_200_000_008L
    tar.skipNBytes(2_200_000_000L)
    assert new String(tar.readAllBytes()) == 'the end\n'
    assert tar.nextEntry == null
}
return true
