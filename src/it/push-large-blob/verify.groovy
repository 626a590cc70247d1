import dev.imagepack.testing.PackedImages

context.get('registry').close()
def up = PackedImages.unchecked(new File(basedir, 'up'))
def down = PackedImages.unchecked(new File(basedir, 'down'))
def layer = down.lock('app').layers().first().digest()
assert layer == up.lock('model').layers().first().digest()
assert down.layout().resolve("blobs/$layer.algorithm/$layer.hex").toFile().length() > 2_200_000_000L

String log = new File(basedir, 'build.log').text
assert log =~ /`model`: pushed \S+\/base\/model:1, .* sent 2\.2 GB in 2 blobs/
assert log =~ /fetching layer sha256:[0-9a-f]{12} of \S+\/base\/model, 2\.2 GB/
assert log =~ /`app`: pushed \S+\/app:1, .* 2 mounted/

// Some gigabytes that nobody looks at again.
['registry', 'up', 'down'].each { new File(basedir, it).deleteDir() }
return true
