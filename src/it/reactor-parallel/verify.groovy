import dev.imagepack.testing.PackedImages

def services = ['accounts', 'billing', 'catalog', 'delivery', 'emails', 'feedback']
def packed = PackedImages.of(new File(basedir, 'all'))
assert packed.aliases() == services as Set
assert packed.report().path('embeddedLayerCount').asInt() == 8
services.each { service ->
    assert packed.config(service).at('/config/Labels/service').asText() == service
    assert packed.text(service, 2, 'etc/service.conf') == "name = $service\n"
    def own = PackedImages.of(new File(basedir, service))
    assert packed.lock(service) == own.lock(service)
    assert packed.manifestDigest(service) == own.manifestDigest(service)
}

// Where several modules build at once, the log says which one speaks.
def runs = new File(basedir, 'build.log').text.split('Scanning for projects').drop(1)
services.each {
    assert runs[0] =~ /`$it:$it`: sha256:.*, 3 layers, .* built in /
    assert runs[1] =~ /`$it:$it`: sha256:.*, 3 layers, .* reused in /
}
assert runs[1].count('up to date: ') == 8
