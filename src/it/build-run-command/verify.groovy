import dev.imagepack.testing.DockerEngine
import dev.imagepack.testing.Judges
import dev.imagepack.testing.PackedImages
import org.junit.jupiter.api.DynamicTest

def packed = PackedImages.of(basedir)
packed.hearJudges()
String log = new File(basedir, 'build.log').text
assert log =~ /`commands`: Dockerfile, linux\/amd64, builder local/
assert log =~ /`commands`: \[.*\] RUN --mount=type=cache/
assert log =~ /`commands` \| .*made \d+/
assert (log =~ /`commands`: sha256:[0-9a-f]{12}, \d layers, .*, built in .*, builder local/).count == 1
assert (log =~ /`commands`: sha256:[0-9a-f]{12}, \d layers, .*, reused in .*, builder local/).count == 1

Judges.hear([DynamicTest.dynamicTest('docker runs it') {
    new DockerEngine().withCloseable { engine ->
        engine.load(new File(basedir, 'target/commands-1.0-images.tar').toPath())
        assert engine.run('commands:1.0') == new File(basedir, 'greeting.txt').text.toUpperCase()
    }
}].stream())
