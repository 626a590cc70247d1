import dev.imagepack.testing.PackedImages
import dev.imagepack.testing.Tool

def runtime = PackedImages.of(new File(basedir, 'runtime'))
def app = PackedImages.of(new File(basedir, 'app'))
def thin = new File(basedir, 'thin')
def platforms = ['linux/amd64', 'linux/arm64']

def registry = context.get('registry')
registry.withCloseable {
    String domain = registry.domain()
    def digest = { String image ->
        new File(basedir, 'certificates').mkdirs()
        new File(basedir, 'certificates/ca.crt').bytes = new File(basedir, 'company-ca.pem').bytes
        Tool.SKOPEO.run('inspect', '--cert-dir', "$basedir/certificates", '--creds', 'anna:secret-of-anna',
            '--format', '{{.Digest}}', "docker://$domain/$image").trim()
    }
    // The index at the registry is that of the layout, byte for byte; so is the one that came out of the archive.
    assert digest('team/app:1') == app.manifestDigest('app')
    assert digest('customer/team/app:1') == app.manifestDigest('app')
    // And everything that it lists can be had.
    Tool.SKOPEO.run('--insecure-policy', 'copy', '--all', '--src-cert-dir', "$basedir/certificates", '--src-creds',
        'anna:secret-of-anna', "docker://$domain/customer/team/app:1", "dir:$basedir/pulled")
}

// Each platform stands on what the base has for it: layers in zstd below, plain ones above.
platforms.each { platform ->
    def base = runtime.config('runtime', platform).at('/rootfs/diff_ids')*.asText()
    assert app.config('app', platform).at('/rootfs/diff_ids')*.asText().take(2) == base
    assert app.manifest('app', platform).path('layers')*.path('mediaType')*.asText() == [
        'application/vnd.oci.image.layer.v1.tar+zstd', 'application/vnd.oci.image.layer.v1.tar+zstd',
        'application/vnd.oci.image.layer.v1.tar', 'application/vnd.oci.image.layer.v1.tar']
    assert app.text('app', platform, 0, 'etc/arch') == "for ${platform.drop(6)}\n"
    assert app.text('app', platform, 3, 'srv/arch') == "for ${platform.drop(6)}\n"
}

// A base that stays where it is, and whose files nobody looks at, is known by its documents: an index, two manifests, two
// configurations, and no layer.
List<String> requests = registry.requests()
def last = requests.drop(requests.findLastIndexOf { it.startsWith('PUT ') } + 1).findAll { it =~ /^GET \S+\/mirror\/base\/runtime\// }
def manifests = ['1'] + platforms.collect { platform -> runtime.report().at("/images/runtime/byPlatform").path(platform).path('manifest').asText() }
assert last*.replaceFirst(/^GET \S+\/manifests\/(\S+) 200$/, '$1').findAll { !it.contains('/blobs/') } as Set == manifests as Set
assert last.findAll { it.contains('/blobs/') }*.replaceFirst(/^GET \S+\/blobs\/(\S+) 200$/, '$1').sort() ==
    platforms.collect { runtime.lock('runtime', it).imageId().toString() }.sort()
def layout = new File(thin, 'target/imagepack/images/blobs/sha256').list() as Set
assert runtime.lock('runtime', 'linux/amd64').layers().every { !layout.contains(it.digest().hex()) }

String log = new File(basedir, 'build.log').text
assert log =~ /`app`: pushed \S+\/team\/app:1, ${app.manifestDigest('app')}/
assert !log.contains('secret-of-anna')
return true
