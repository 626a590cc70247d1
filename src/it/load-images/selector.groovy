import dev.imagepack.testing.Tool

if (System.getProperty('imagepack.tools') == 'required') {
    [Tool.BUSYBOX, Tool.DOCKER].each { it.require() }
}
return [Tool.BUSYBOX, Tool.DOCKER].every { it.missing().isEmpty() }
