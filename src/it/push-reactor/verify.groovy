import dev.imagepack.testing.PackedImages
import dev.imagepack.testing.Tool

context.get('registry').withCloseable { registry ->
    String domain = registry.domain()
    def skopeo = { String... arguments -> Tool.SKOPEO.run(['--insecure-policy', *arguments]) }
    def digest = { String image ->
        skopeo('inspect', '--tls-verify=false', '--format', '{{.Digest}}', "docker://$domain/$image").trim()
    }
    def appliance = PackedImages.of(new File(basedir, 'appliance'))
    def whole = PackedImages.of(new File(basedir, 'whole'))

    // The package without its base is the same image as the one with it, here and at the registry.
    assert appliance.sources('shop') == ['upstream', 'upstream', 'embed']
    assert whole.sources('shop') == ['embed', 'embed', 'embed']
    assert appliance.manifestDigest('shop') == whole.manifestDigest('shop')
    ['appliance:1.0', 'appliance:latest', 'whole:1.0'].each {
        assert digest("shop/$it") == appliance.manifestDigest('shop')
    }
    // A foreign program reads every blob of it, and brings the package to the base by itself.
    skopeo('copy', '--src-tls-verify=false', "docker://$domain/shop/appliance:1.0", "dir:$basedir/pulled")
    skopeo('copy', '--dest-tls-verify=false', '--preserve-digests', "oci:${appliance.layout()}:shop",
        "docker://$domain/base/runtime:by-skopeo")
    assert digest('base/runtime:by-skopeo') == appliance.manifestDigest('shop')

    // The archive went to both mirrors, although they were given nothing but the layers above the base.
    ['mirror/shop/appliance:1.0', 'second/shop/appliance:latest'].each {
        assert digest(it) == appliance.manifestDigest('shop')
    }

    String log = new File(basedir, 'build.log').text
    assert log =~ /`shop`: pushed \S+\/shop\/appliance:1.0,latest, sha256:[0-9a-f]{64}, .*, sent .* in 2 blobs, 2 mounted, 0 were there/
    assert log =~ /`shop`: pushed \S+\/shop\/appliance:1.0,latest, .*, unchanged/
    def push = new groovy.json.JsonSlurper().parse(new File(basedir, 'appliance/target/imagepack/push-result.json')).pushes[0]
    assert push.digest == appliance.manifestDigest('shop')
    assert push.unchanged
}
