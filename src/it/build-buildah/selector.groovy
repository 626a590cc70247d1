import dev.imagepack.testing.Tool

if (System.getProperty('imagepack.tools') == 'required') {
    [Tool.BUSYBOX, Tool.BUILDAH].each { it.require() }
}
return [Tool.BUSYBOX, Tool.BUILDAH].every { it.missing().isEmpty() }
