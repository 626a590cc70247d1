String log = new File(basedir, 'build.log').text

assert log.contains('imagepack Maven Plugin')
assert log.contains('imagepack:help')
