import dev.imagepack.testing.DockerRegistry

// A hole and eight bytes, so that it takes no room on the disk before it is packed.
new RandomAccessFile(new File(basedir, 'up/model.bin'), 'rw').withCloseable { file ->
    file.seek(2_200_000_000L)
    file.write('the end\n'.bytes)
}
def registry = DockerRegistry.open(new File(basedir, 'registry').toPath())
context.put('registry', registry)
new File(basedir, 'test.properties').text = "registry=${registry.domain()}\n"
return true
