import dev.imagepack.testing.DockerRegistry

// It ends when the script after the build closes it, or with this JVM.
def registry = DockerRegistry.open(new File(basedir, 'registry').toPath())
context.put('registry', registry)
new File(basedir, 'test.properties').text = "registry=${registry.domain()}\n"
new File(basedir, 'other.lock').text = "registry.example.com/base/runtime:1 * sha256:${'0' * 64}\n"
return true
