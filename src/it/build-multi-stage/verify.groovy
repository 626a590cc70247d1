import dev.imagepack.testing.PackedImages

def packed = PackedImages.of(basedir)
assert packed.layer('app', 0) == [
    '0755 1000:1001 etc/', '0755 1000:1001 etc/app/', '0644 1000:1001 etc/app/app.conf', '0644 1000:1001 etc/app/log.conf']
assert packed.layer('app', 1) == ['0750 0:0 srv/', '0750 0:0 srv/run.sh']
assert packed.layer('app', 2).drop(1) == [
    '0755 0:0 srv/site/', '0600 33:33 srv/site/index.html', '0777 0:0 srv/site/start.html -> index.html']
assert packed.text('app', 2, 'srv/site/index.html') == '<p>Hello</p>\n'
assert packed.paths('app', 3).last() == 'etc/ssl/ca.pem'

def config = packed.config('app').path('config')
assert config.at('/Labels/version').asText() == '1.0'
assert config.path('WorkingDir').asText() == '/srv'
assert config.path('User').asText() == '1000:1001'
packed.hearJudges()
