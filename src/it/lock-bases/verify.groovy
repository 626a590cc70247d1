import dev.imagepack.testing.PackedImages

context.get('registry').close()
String base = "${context.get('registry').domain()}/base/runtime:1"
def publisher = PackedImages.of(new File(basedir, 'publisher'))
def app = PackedImages.of(new File(basedir, 'app'))
String log = new File(basedir, 'build.log').text

// The lock stands beside the topmost pom, has one line for each tag, and holds the build to the first edition.
List<String> lock = new File(basedir, 'base-images.lock').readLines().findAll { !it.startsWith('#') }
assert lock.size() == 2
assert lock[0] ==~ /\Q$base\E \* sha256:[0-9a-f]{64}/
assert lock[1].startsWith(base.replaceFirst(/1$/, 'stable') + ' * ')
assert !lock[0].endsWith(publisher.manifestDigest('runtime'))
assert app.config('app').at('/config/Labels/edition').asText() == 'one'
assert publisher.config('runtime').at('/config/Labels/edition').asText() == 'two'
// Two modules are built upon it; that its tag has moved is said once.
assert (log =~ /\[WARNING\] base \Q$base\E: the tag means sha256:[0-9a-f]{64} by now; base-images.lock holds it to/).size() == 1

// Checked, it holds until the tag moves, although nothing else has changed since; then it fails the build and says what to do.
def runs = log.split('Scanning for projects').drop(1)
assert runs[2].contains('BUILD SUCCESS')
assert runs[4] =~ /\Q$base\E: base-images.lock holds it to sha256:[0-9a-f]{64}, but the tag means sha256:[0-9a-f]{64} by now/
assert runs[4] =~ /To do: Run mvn imagepack:lock-bases/
// So does a lock that does not know the base.
assert runs[6].contains("$base: is not in base-images.lock, and the lock is checked")
assert runs[6] =~ /To do: Run mvn imagepack:lock-bases/

// Ignored, the tag means what it means now.
def ignored = new File(basedir, 'app/target/ignored')
def lockOfIgnored = new File(ignored, 'images.lock').text
String id = (lockOfIgnored =~ /image_id: (sha256:[0-9a-f]{64})/)[0][1]
assert new File(ignored, "images/blobs/${id.replace(':', '/')}").text.contains('"edition":"two"')

assert runs[8].contains('BUILD SUCCESS')
assert runs[9] =~ /\Q$base\E@sha256:[0-9a-f]{64}: is not known on this machine, and Maven is offline \(-o\)/
