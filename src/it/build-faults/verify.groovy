String log = new File(basedir, 'build.log').text
def messages = log.split('Failed to execute goal').drop(1).collectEntries { [(it =~ /on project (\S+):/)[0][1], it] }
def expected = [
    'bad-alias': [/images\.my app \(images\.yml:2\): 'my app' is no alias/],
    'blank-upstream-match': [/images\.app\.upstream-match \(images\.yml:4\): is empty/],
    'circle': [/images\.chicken → images\.egg → images\.chicken/],
    'dockerfile-outside-context':
        [/images\.app\.dockerfile \(images\.yml:3\): 'docker\/Dockerfile' is outside its context 'site'/],
    'missing-platform': [/multi: there is no image for linux\/riscv64 but \[linux\/amd64, linux\/arm64, .*linux\/s390x\]/],
    'missing-source': [/Dockerfile:3: 'target\/app\.jar' is not in the context/],
    'needed-run': [/Dockerfile:5: RUN needs a container engine/, /COPY the result/],
    'registry-base': [/eclipse-temurin:17-jre: is not known on this machine, and the pull policy is never/, /oci-layout:/],
    'remote-add': [/Dockerfile:2: ADD https:\/\/example\.com\/tool\.tar\.gz downloads a file without saying which/],
    'shared-name': [/images\.green \(images\.yml:3\): has the name example\.com\/app:1, and so has images\.blue/],
    'two-dockerfiles': [
        /images\.app \(images\.yml:2\): has both dockerfile and dockerfile-content/,
        /images\.none \(images\.yml:5\): does not say what it is built from/],
    'unknown-builder': [/images\.app\.builder \(images\.yml:4\): 'docker' is no builder/],
    'unknown-key': [
        /images\.app\.build_args \(images\.yml:4\): unknown key\s.*Write build-args\./,
        /images\.app\.cmd \(images\.yml:6\): unknown key/],
    'unknown-reference':
        [/manifest\.yml:1: the prefix is misspelt/, /manifest\.yml:2: there is no image 'helper'/],
    'unknown-target': [/Dockerfile has no stage 'tset'; it has test/],
]
assert messages.keySet() == expected.keySet()
expected.each { fault, patterns ->
    patterns.each { assert messages[fault] =~ it }
    assert messages[fault].contains(':build-images (default)')
    assert messages[fault] =~ /To do: \S/
    assert !new File(basedir, "$fault/target/imagepack/images").exists()
}
assert !log.contains('\tat ')
assert !(log =~ /`.*`: sha256:/)
return true
