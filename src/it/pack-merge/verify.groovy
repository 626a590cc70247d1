import dev.imagepack.testing.PackedImages

def packed = PackedImages.of(new File(basedir, 'all'))
assert packed.aliases() == ['canary', 'database', 'proxy', 'web'] as Set

// One image under two names: both stay, its blobs are there once.
assert packed.lock('canary') == packed.lock('web')
assert packed.report().path('embeddedLayerCount').asInt() == 4
assert packed.report().at('/images/web/build/builder').asText() == 'embedded'
assert packed.report().at('/images/database/build').missingNode

def database = PackedImages.of(new File(basedir, 'database'))
assert packed.lock('database') == database.lock('database')
assert packed.manifestDigest('database') == database.manifestDigest('database')

String log = new File(basedir, 'build.log').text
assert log =~ /merged 2 images of .*web/
assert log =~ /merged 1 image of .*database-1\.0-images\.tar/
assert log.contains('on project contradiction:')
assert !log.contains('on project all:')
assert log =~ /images\.database/
assert !log.contains('\tat ')
assert !new File(basedir, 'contradiction/target/imagepack/images.lock').exists()
