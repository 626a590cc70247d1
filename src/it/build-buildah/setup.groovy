import dev.imagepack.testing.Tool

new File(basedir, 'busybox').bytes = Tool.BUSYBOX.file().toFile().bytes
return true
