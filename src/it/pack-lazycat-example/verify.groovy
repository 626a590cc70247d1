import dev.imagepack.oci.LayoutCheck
import dev.imagepack.testing.PackedImages

def packed = PackedImages.unchecked(basedir)
assert packed.lockText() == new File(basedir, 'given/images.lock').text
assert packed.manifestDigest('app') == 'sha256:be11de78eb2063194c02922bc59f3c8ce6fc50a199fe32cc981b95ed4c28d958'
assert packed.manifestDigest('worker') == 'sha256:c033aa4a3581b276e9b0471ce87e71bfd9e88ea82402039adff92c300d479717'
assert packed.blobs().size() == 5

def report = packed.report()
assert report.path('imageCount').asInt() == 2
assert report.path('embeddedLayerCount').asInt() == 1
assert report.path('embeddedLayerBytes').asInt() == 30

// Nothing is wrong with it but that the layer holds no files.
def upstream = [packed.lock('app').layers().first().digest()] as Set
assert LayoutCheck.check(packed.layout(), upstream)*.code().unique() == ['tar-invalid']
