import dev.imagepack.testing.Judges
import dev.imagepack.testing.PackedImages

String log = new File(basedir, 'build.log').text
assert log.contains('`web`: src/main/docker/web.Dockerfile, linux/amd64, builder embedded')
assert log.contains('`worker`: images.worker.dockerfileContent, linux/amd64, builder embedded')
assert log.contains('`draft`: skipped, images.draft.skip is true')
assert log =~ /`web`: sha256:[0-9a-f]{12}, 1 layer, [0-9.]+ k?B, built in /
assert log =~ /packed 3 images in .*, 3 layers with /

def packed = PackedImages.of(basedir)
assert packed.aliases() == ['docs', 'web', 'worker'] as Set
assert packed.paths('web', 0) == ['srv/', 'srv/www/', 'srv/www/greeting.txt']
assert packed.layer('docs', 0) == ['0755 0:0 docs/', '0644 0:0 docs/greeting.txt']
assert packed.manifest('docs').at('/layers/0/mediaType').asText() == 'application/vnd.oci.image.layer.v1.tar'
assert packed.text('worker', 0, 'etc/worker.conf') == 'threads = 2\n'
assert packed.config('web').at('/config/Env')*.asText().contains('GREETING=Moin')
assert packed.config('web').at('/config/ExposedPorts').has('8080/tcp')
assert packed.config('worker').at('/config/Labels/org.opencontainers.image.title').asText() == 'shop'
assert packed.config('worker').at('/config/Labels/example.com~1team').asText() == 'checkout'

def references = { packed.report().at("/images/$it/references")*.asText() }
assert references('web') == ['registry.example.com/team/web:7']
assert references('docs') == ['registry.example.com/team/docs:latest']
assert references('worker') == ['registry.example.com/team/worker:1.0', 'registry.example.com/team/worker:stable']

File archive = new File(basedir, 'target/shop-1.0-images.tar')
File installed = new File(localRepositoryPath, 'com/example/shop/1.0/shop-1.0-images.tar')
assert installed.bytes == archive.bytes

packed.hearJudges()
Judges.hear(Judges.ofArchive(archive.toPath(), packed.aliases().collectEntries { alias ->
    references(alias).collectEntries { [it, packed.lock(alias).imageId().toString()] }
}))
