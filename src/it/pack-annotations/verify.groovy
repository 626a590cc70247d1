import dev.imagepack.testing.PackedImages
import groovy.json.JsonSlurper

def packed = PackedImages.of(basedir)
def annotations = { node -> new JsonSlurper().parseText(node.path('annotations').toString()) }
String image = 'org.opencontainers.image'

// Twice: the first run wrote what the pom and git say, the second one other values of the command line.
def all = ['com.example.build': '7', (image + '.created'): '2024-01-31T12:00:00Z', (image + '.licenses'): 'Apache-2.0 OR MIT',
    (image + '.revision'): 'c' * 40, (image + '.source'): 'https://git.example.com/notes', (image + '.version'): '1.0']
def app = annotations(packed.manifest('app'))
assert app == all + [(image + '.licenses'): 'Apache-2.0',
    (image + '.base.name'): 'registry.example.com/base/tiny:1', (image + '.base.digest'): app[image + '.base.digest']]
assert app[image + '.base.digest'] =~ /^sha256:[0-9a-f]{64}$/
assert packed.config('app').at('/config/Labels/org.opencontainers.image.title').asText() == 'label'

// The index of several platforms says what all of them say.
def named = all + [(image + '.title'): 'Notes of the day', (image + '.vendor'): 'Example', (image + '.base.name'): 'registry.example.com/base/multi']
assert annotations(packed.manifest('fleet')) == named
def digests = ['linux/amd64', 'linux/arm64'].collect { platform ->
    def own = annotations(packed.manifest('fleet', platform))
    assert own - own.subMap([image + '.base.digest']) == named
    own[image + '.base.digest']
}
assert digests == ['sha256:b7670e10147f33925472d743b1b4c7979050e830b617c155e807e6d991243ec8', 'sha256:f416c1b084a6f54cd470099fa1eba94cb413f8d868131d9d3f5dec732aebf0bd']

// Another annotation makes another manifest and builds nothing.
def runs = new File(basedir, 'build.log').text.split('Scanning for projects').drop(1)
assert (runs[0] =~ / built in /).count == 3
assert (runs[1] =~ / reused in /).count == 3
assert runs.every { it.contains('packed 2 images') }
assert !new File(basedir, 'build.log').text.contains('canary')
new File(basedir, 'target').eachFileRecurse(groovy.io.FileType.FILES) { assert !it.text.contains('canary') }

packed.hearJudges()
