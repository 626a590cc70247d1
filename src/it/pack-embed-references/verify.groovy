import dev.imagepack.testing.PackedImages

def packed = PackedImages.of(basedir)
String app = 'embed:app@' + packed.lock('app').imageId()
String helper = 'embed:app-helper@' + packed.lock('app-helper').imageId()

File manifests = new File(basedir, 'target/imagepack/manifests')
assert new File(manifests, 'app.json').text == """{"image": "$app"}\n"""
assert new File(manifests, 'manifest.yml').text == """\
# An image that travels along is written embed:<alias>.
application:
  image: $app
services:
  helper:
    image: "$helper"   # not $app
  cache:
    image: registry.example.com/cache:7
"""
assert new File(basedir, 'build.log').text =~ /wrote .*manifest\.yml with 3 image references/
