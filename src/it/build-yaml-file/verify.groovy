import dev.imagepack.testing.PackedImages

def packed = PackedImages.of(basedir)
assert packed.aliases() == ['declared', 'extra', 'inline', 'short'] as Set
assert packed.lock('short').imageId() == packed.lock('extra').imageId()
assert packed.config('inline').at('/config/Labels/answer').asText() == 'no'
assert packed.config('inline').at('/config/Labels/version').asText() == '1.0'
assert packed.report().at('/images/inline/references')*.asText() ==
    ['docker.io/library/yaml-inline:latest', 'docker.io/library/yaml-inline:2.0']
assert packed.layer('declared', 0) ==
    ['0755 0:0 srv/', '0640 0:0 srv/index.html', '0777 0:0 srv/start -> index.html']
assert packed.config('declared').at('/config/Entrypoint')*.asText() == ['/bin/serve', '/srv']
assert packed.config('declared').at('/config/StopSignal').asText() == 'SIGINT'

String log = new File(basedir, 'build.log').text
assert log =~ /images\.inline .*images\.yml.*there is another image 'inline'/
assert log.count('BUILD SUCCESS') == 1
