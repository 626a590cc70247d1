import dev.imagepack.testing.PackedImages

def runs = new File(basedir, 'build.log').text.split('Scanning for projects').drop(1)
assert runs[1] =~ /would drop com\.example:shop shop linux\/amd64/
assert runs[1] =~ /would drop 1 record and 2 blobs, would free [0-9.]+ k?B of .*cache; would keep 1 record and 3 blobs/
assert runs[2] =~ /dropped com\.example:shop shop linux\/amd64/
assert runs[2] =~ /dropped 1 record and 2 blobs, freed [0-9.]+ k?B of .*cache; kept 1 record and 3 blobs/

assert runs[3] =~ /`shop`: sha256:.* built in /
assert runs[3] =~ /`blog`: sha256:.* reused in /

assert runs[4] =~ /dropped 2 records and 5 blobs, freed [0-9.]+ k?B of .*cache; kept 0 records and 0 blobs with 0 B/
assert !new File(basedir, 'cache').exists()

// What is packed needs no cache.
assert ['shop', 'blog'].every { PackedImages.of(new File(basedir, it)).aliases() == [it] as Set }
