import dev.imagepack.testing.PackedImages

def registry = context.get('registry')
registry.close()
List<String> requests = registry.requests()
String log = new File(basedir, 'build.log').text

def services = ('a'..'h').collect { "service-$it" }
services.each {
    String digest = PackedImages.of(new File(basedir, it)).manifestDigest('service')
    assert log.contains("pushed ${registry.domain()}/team/$it:1, $digest")
}

// Each blob crossed the wire once in each direction. Up: of the runtime two, of the services the shared one and two of each.
def sent = requests.findAll { it =~ /^PUT \S+ 201/ && it.contains('digest=') }.collect { it.find(/digest=([^& ]+)/) }
assert sent.size() == sent.toSet().size()
assert sent.size() == 2 + 1 + 2 * services.size()
def fetched = requests.findAll { it =~ /^GET \S+\/blobs\/sha256:[0-9a-f]{64} 200/ }
assert fetched.size() == fetched.toSet().size()
assert fetched.size() == 2
// What is shared was mounted everywhere else: the base's layer in each, the large one in all but the first.
assert requests.count { it =~ /^POST \S+mount=\S+ 201/ } == services.size() + services.size() - 1

// Whoever has the credentials was asked once by each of the two Maven runs.
assert new File(basedir, 'asked').readLines() == [registry.domain()] * 2
// And what the registry wants of who comes to it was found out once.
assert requests.count { it =~ /^\S+ \S+ 401/ } == 2
