import dev.imagepack.testing.PackedImages

def plain = PackedImages.of(new File(basedir, 'plain'))
assert plain.aliases() == ['plain'] as Set
assert plain.report().at('/images/plain/references')*.asText() == ['docker.io/library/plain:1.0']
assert plain.paths('plain', 0) == ['Dockerfile']

def mavenStyle = PackedImages.of(new File(basedir, 'maven-style'))
assert mavenStyle.paths('maven-style', 0) == ['note.txt']

String log = new File(basedir, 'build.log').text
assert log =~ /no images here: there is no <images>, no images.yml and no Dockerfile or src.main.docker.Dockerfile in .*none/
assert log =~ /nothing to pack: .*none/
assert !new File(basedir, 'none/target/imagepack/images').exists()
