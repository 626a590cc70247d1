import dev.imagepack.testing.Judges
import dev.imagepack.testing.PackedImages

def runtime = PackedImages.of(new File(basedir, 'runtime'))
def packed = PackedImages.of(new File(basedir, 'appliance'))
String upstream = "registry.example.com/base/runtime:12@${runtime.manifestDigest('runtime')}"
def layers = { packages, alias -> packages.lock(alias).layers()*.digest()*.toString() }

assert packed.lock('shop').upstream() == upstream
assert packed.sources('shop') == ['upstream', 'upstream', 'embed']
assert layers(packed, 'shop').take(2) == layers(runtime, 'runtime')

assert packed.lock('lazycat').upstream() == upstream
assert packed.sources('lazycat') == ['upstream', 'upstream', 'embed']
assert layers(packed, 'lazycat').take(2) == runtime.config('runtime').at('/rootfs/diff_ids')*.asText()
assert packed.manifest('lazycat').at('/layers/0/mediaType').asText() == 'application/vnd.oci.image.layer.v1.tar'
assert packed.manifest('lazycat').at('/layers/0/size').asInt() % 512 == 0

assert packed.blobs().disjoint(runtime.blobs())
assert packed.report().path('embeddedLayerCount').asInt() == 1
assert packed.report().at('/upstreamByAlias/shop').asText() == upstream
assert new File(basedir, 'build.log').text =~ /`shop`: sha256:[0-9a-f]{12}, 3 layers \(2 upstream\)/

// With the layers of the base, it is an image like any other.
File complete = new File(basedir, 'complete')
[runtime, packed].each { each ->
    each.layout().toFile().eachFileRecurse(groovy.io.FileType.FILES) { file ->
        File target = new File(complete, each.layout().relativize(file.toPath()).toString())
        target.parentFile.mkdirs()
        target.bytes = file.bytes
    }
}
Judges.hear(Judges.ofLayout(complete.toPath(), 'shop', basedir.toPath()))
