import dev.imagepack.testing.PackedImages

context.get('server').stop(0)
def requests = context.get('requests')
String log = new File(basedir, 'build.log').text
def runs = log.split('Scanning for projects').drop(1)

// Fetched once, through the redirect; the second build is another one, offline, and takes the file from the cache.
assert requests.take(3) == ['/licence.txt', '/mirror/3f?signature=secret', '/gone.txt']
assert runs[0] =~ /`app`: downloads http:\/\/localhost:\d+\/licence\.txt/
assert runs[1] =~ /`app`: rebuilt, `build-arg EDITION` added/
assert !runs[1].contains('downloads')
assert runs[2] =~ /Dockerfile:6: http:\/\/localhost:\d+\/other\.txt is not in the cache, and Maven works offline/
assert runs[2].contains('To do: Build once without -o')
assert runs[3] =~ /Dockerfile:6: http:\/\/localhost:\d+\/gone\.txt answers with HTTP 404/
assert !log.contains('signature')

// A cut in the middle of it, and a server that is not there for a while: only the rest is asked for, by the next build too.
assert requests.drop(3) == ['/tool'] + ['/tool bytes=2000-'] * 4
assert runs[4] =~ /Cut.Dockerfile:2: http:\/\/localhost:\d+\/tool cannot be downloaded: answers with HTTP 503 \(tried 4 times\)/
def cut = PackedImages.of(new File(basedir, 'target/cut'))
assert cut.text('app', 0, 'bin/tool') == 'tool ' * 1000

def packed = PackedImages.of(basedir)
assert packed.text('app', 0, 'doc/licence.txt') == 'Do what you like.\n'
assert packed.paths('app', 0) == ['doc/', 'doc/licence.txt']
return true
