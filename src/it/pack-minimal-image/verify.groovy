import dev.imagepack.testing.HandMadeImage
import dev.imagepack.testing.Judges
import dev.imagepack.testing.PackedImages

def packed = PackedImages.of(basedir)
assert packed.lock('v1').layers()*.digest()*.toString() ==
    ['sha256:98053238550bc09e1169684579ecbb843f3bac0459c7cfaf80ea0f86f1836b24']
assert packed.lock('v1').imageId().toString() ==
    'sha256:969d4535ef22b4c377f399d91c24b8dd5738aeae61f21eedd68e65fdb35d5b76'
assert packed.manifestDigest('v1') == 'sha256:12e9856be90cf5809086b6ec6b4f5e86275e8f5fd799d138b6a22499be2a9a15'
assert packed.layout().resolve('index.json').toFile().text == new String(HandMadeImage.minimal().files()['index.json'])

packed.hearJudges()
Judges.hear(Judges.ofArchive(new File(basedir, 'target/minimal-1.0-images.tar').toPath(),
    ['docker.io/fztest/app:v1': packed.lock('v1').imageId().toString()]))
