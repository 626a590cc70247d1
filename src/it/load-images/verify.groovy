import dev.imagepack.testing.DockerEngine
import dev.imagepack.testing.PackedImages

def packed = PackedImages.of(basedir)
String id = packed.lock('loaded').imageId()
String log = new File(basedir, 'build.log').text

new DockerEngine().withCloseable { engine ->
    engine.owns('loaded:1.0')
    if (engine.namesImagesByConfig()) {
        assert engine.imageId('loaded:1.0') == id
    }
    assert engine.run('loaded:1.0') == 'Hello from a container.\n'
}
assert log =~ /engine \S+ \(.*\): Docker [0-9]/
assert log =~ /`loaded`: loaded as loaded:1.0, sha256:[0-9a-f]{12}, linux\/amd64, sent [0-9.]+ [kM]?B in \d layers?, spared [0-9.]+ [kM]?B in \d layers?/
assert (log =~ /`loaded`: loaded as loaded:1.0, sha256:[0-9a-f]{12}, linux\/amd64, unchanged/).count == 2
