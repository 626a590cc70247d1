import dev.imagepack.testing.PackedImages

def runs = new File(basedir, 'build.log').text.split('Scanning for projects').drop(1)
assert runs[0] =~ /2 images/
assert runs[1] =~ /1 image\b/
assert runs[2] =~ /images\.web: another execution of build-images in this module built another image of this name/
assert runs[2] =~ /To do: Give one of the two another alias/

// The third build failed, so this is the second one's package.
def packed = PackedImages.of(basedir)
assert packed.aliases() == ['worker'] as Set
assert packed.paths('worker', 0) == ['worker/', 'worker/pom.xml']
packed.hearJudges()
