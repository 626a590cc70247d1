import dev.imagepack.testing.PackedImages

PackedImages.of(basedir).hearJudges()
String log = new File(basedir, 'build.log').text
assert log =~ /`app`: Dockerfile, linux\/amd64, builder local/
assert log =~ /`app`: \[.*\] RUN --mount=type=secret/
assert log =~ /`app` \| given 6/
assert (log =~ /`app`: sha256:[0-9a-f]{12}, \d layers, .*, built in .*, builder buildah/).count == 1
assert (log =~ /`app`: sha256:[0-9a-f]{12}, \d layers, .*, reused in .*, builder buildah/).count == 1
assert !log.contains('s3cret')
