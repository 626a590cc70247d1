import groovy.json.JsonOutput

import dev.imagepack.testing.HandMadeImage

// The worked example of the format's description. Its layers are no tars: a packer only counts and hashes them.
File layout = new File(basedir, 'given/images')
new File(layout, 'blobs/sha256').mkdirs()
String oci = 'application/vnd.oci.image.'

def blob = { byte[] bytes ->
    String digest = HandMadeImage.sha256(bytes)
    new File(layout, 'blobs/' + digest.replace(':', '/')).bytes = bytes
    [digest: digest, size: bytes.length]
}
String baseDiffId = HandMadeImage.sha256('base-layer\n'.bytes)
String appDiffId = HandMadeImage.sha256('app-layer\n'.bytes)
def base = [mediaType: oci + 'layer.v1.tar', digest: baseDiffId, size: 11]
def app = [mediaType: oci + 'layer.v1.tar+gzip'] +
    blob('1f8b08000000000002034b2c28d0cd49ac4c2de202004a88a5510a000000'.decodeHex())

def image = { alias, diffIds, layers ->
    def rootfs = [type: 'layers', diff_ids: diffIds]
    def config = blob(JsonOutput.toJson([architecture: 'amd64', os: 'linux', rootfs: rootfs]).bytes)
    def manifest = blob(JsonOutput.toJson([schemaVersion: 2, mediaType: oci + 'manifest.v1+json',
        config: [mediaType: oci + 'config.v1+json'] + config, layers: layers]).bytes)
    [mediaType: oci + 'manifest.v1+json'] + manifest + [annotations: ['org.opencontainers.image.ref.name': alias]]
}
new File(layout, 'oci-layout').text = '{"imageLayoutVersion":"1.0.0"}'
new File(layout, 'index.json').text = JsonOutput.toJson([schemaVersion: 2, manifests: [
    image('app', [baseDiffId, appDiffId], [base, app]), image('worker', [appDiffId], [app])]])
return true
