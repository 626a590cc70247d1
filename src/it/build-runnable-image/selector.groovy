import dev.imagepack.testing.Tool

if (System.getProperty('imagepack.tools') == 'required') {
    Tool.BUSYBOX.require()
}
return Tool.BUSYBOX.missing().isEmpty()
