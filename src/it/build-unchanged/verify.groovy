import dev.imagepack.testing.PackedImages

String log = new File(basedir, 'build.log').text
def runs = log.split('Scanning for projects').drop(1)
assert runs.collect { (it =~ /`app`: sha256:.* (built|reused) in /).with { it.find(); it.group(1) } } ==
    ['built', 'reused', 'reused', 'built']
assert runs[0].contains('`app`: first build')
assert runs[1].contains('packed 1 image')
assert runs[2].contains('up to date: 1 image')
assert runs[3].contains('`app`: rebuilt, `target/context/app.conf` changed')

// Each run begins with its protocol. From the second to the fourth, no blob was written into the cache; in the third, nothing of the package.
def packed = PackedImages.of(basedir)
def target = { new File(basedir, "target/$it") }
def begin = { run -> target("context/run-$run/protocol.txt").lastModified() }
assert new File(basedir, 'cache/v1/blobs/sha256').listFiles().count { it.lastModified() in begin(2)..begin(4) } == 0
assert ['imagepack/built/app.json', 'imagepack/images/index.json', 'imagepack/images.lock', 'imagepack/pack-result.json', 'unchanged-1.0-images.tar']
    .every { target(it).lastModified() < begin(3) }

assert packed.text('app', 0, 'etc/app.conf') == 'greeting = Hello\n'
assert packed.paths('app', 1).every { !it.contains('run-') }
