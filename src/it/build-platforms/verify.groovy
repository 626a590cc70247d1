import dev.imagepack.testing.Judges
import dev.imagepack.testing.PackedImages

def packed = PackedImages.of(new File(basedir, 'services'))
assert packed.aliases() == ['agent', 'gateway', 'runtime'] as Set

// Each platform stands on what the base has for it, and on its own sibling; what runs on the builder comes from there.
['linux/arm64': 'arm64', 'linux/amd64': 'amd64'].each { platform, arch ->
    def config = packed.config('agent', platform)
    assert config.path('architecture').asText() == arch
    assert config.at('/config/Labels/arch').asText() == arch
    assert config.at('/config/Cmd/0').asText() == '/agent'
    def runtime = packed.config('runtime', platform).at('/rootfs/diff_ids')*.asText()
    assert config.at('/rootfs/diff_ids')*.asText().take(runtime.size()) == runtime
    assert packed.text('agent', platform, -2, 'etc/platform') == "$platform\n"
    assert packed.text('agent', platform, -1, 'etc/built-on') == 'linux/amd64\n'
}
assert packed.config('runtime', 'linux/arm64').at('/rootfs/diff_ids/0') != packed.config('runtime', 'linux/amd64').at('/rootfs/diff_ids/0')

// An index under the alias, in the order of the configuration; one platform keeps the plain form.
def index = packed.manifest('agent')
assert index.path('mediaType').asText() == 'application/vnd.oci.image.index.v1+json'
assert index.path('manifests')*.at('/platform/architecture')*.asText() == ['arm64', 'amd64']
assert packed.config('gateway').path('variant').asText() == 'v6'
def report = packed.report()
assert report.path('imageCount').asInt() == 3
assert report.at('/images/agent/platforms')*.asText() == ['linux/arm64', 'linux/amd64']
assert report.at('/images/agent/manifest').asText() == packed.manifestDigest('agent')
assert report.path('resolvedImageByAlias').fieldNames().collect() == ['gateway']
assert packed.lockText() =~ /(?s)agent:\n    platforms:\n      linux\/amd64:\n        image_id: .*\n      linux\/arm64:\n        image_id: /

// Merged as it is.
def all = PackedImages.of(new File(basedir, 'all'))
assert all.lockText() == packed.lockText()
assert all.manifestDigest('agent') == packed.manifestDigest('agent')

def runs = new File(basedir, 'build.log').text.split('Reactor Build Order').drop(1)
assert runs[0] =~ /`agent linux\/arm64`: agent\.Dockerfile, builder embedded/
assert runs[0] =~ /`agent linux\/amd64`: sha256:[0-9a-f]{12}, 3 layers, .* built in /
assert runs[0] =~ /`gateway`: 1 declared layer, linux\/arm\/v6, builder embedded/
assert (runs[1] =~ / reused in /).count == 5
// At a glance: no recipe was read.
assert !runs[1].contains('builder embedded')
assert (runs[1] =~ /up to date: 3 images/).count == 2

packed.hearJudges()
def id = { it.imageId().toString() }
Judges.hear(Judges.ofArchive(new File(basedir, 'services/target/services-1.0-images.tar').toPath(), [
    'registry.example.com/fleet/agent:1': id(packed.lock('agent', 'linux/arm64')),
    'registry.example.com/fleet/runtime:1': id(packed.lock('runtime', 'linux/arm64')),
    'registry.example.com/fleet/gateway:1': id(packed.lock('gateway'))]))
