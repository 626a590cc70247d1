import dev.imagepack.testing.DockerEngine
import dev.imagepack.testing.Judges
import dev.imagepack.testing.PackedImages
import org.junit.jupiter.api.DynamicTest

def packed = PackedImages.of(basedir)
assert packed.layer('runnable', 0).last() == '0755 0:0 bin/busybox'

Judges.hear([DynamicTest.dynamicTest('docker runs it') {
    new DockerEngine().withCloseable { engine ->
        engine.load(new File(basedir, 'target/runnable-1.0-images.tar').toPath())
        assert engine.run('runnable:1.0') == 'Hello from a container.\n'
        assert engine.run('runnable:1.0', 'sh', '-c', 'echo $WHO; /bin/busybox id -u') == 'world\n1000\n'
    }
}].stream())
