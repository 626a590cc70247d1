import dev.imagepack.testing.PackedImages

String log = new File(basedir, 'build.log').text
int runtimeIsDone = (log =~ /`runtime`: sha256:/).with { it.find(); it.start() }
assert runtimeIsDone < log.indexOf('`web`: images.web.dockerfileContent')
assert runtimeIsDone < log.indexOf('`batch`: 1 declared layer')

def packed = PackedImages.of(basedir)
def layers = { packed.lock(it).layers()*.digest() }
assert layers('web').first() == layers('runtime').first()
assert layers('batch').first() == layers('runtime').first()
assert packed.report().path('embeddedLayerCount').asInt() == 4

assert packed.config('web').at('/config/User').asText() == 'service'
assert packed.config('web').at('/config/Labels/family').asText() == 'yes'
assert packed.layer('batch', -1).last() == '0700 200:300 var/spool/batch/'
assert packed.paths('borrower', 0) == ['borrowed/', 'borrowed/passwd', 'borrowed/web.conf']
