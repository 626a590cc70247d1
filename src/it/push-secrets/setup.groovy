import dev.imagepack.testing.TalkativeRegistry

// A registry for each place where a secret may be. They end when the script after the build closes them, or with this JVM.
def registries = ['property', 'helper', 'settings', 'auth'].collectEntries { source ->
    [source, TalkativeRegistry.start("anna:canary-$source", "canary-token-$source")]
}
registries.identity = TalkativeRegistry.start('canary-identity', 'canary-token-identity')
context.put('registries', registries)

def properties = new Properties()
registries.each { source, registry -> properties[source] = registry.domain() }
properties["imagepack.registries.${registries.property.domain()}.username" as String] = 'anna'
properties["imagepack.registries.${registries.property.domain()}.password" as String] = 'canary-property'
new File(basedir, 'test.properties').withOutputStream { properties.store(it, null) }

def helper = new File(basedir, 'bin/docker-credential-vault')
helper.parentFile.mkdirs()
helper.text = '''#!/bin/sh
echo '{"Username": "anna", "Secret": "canary-helper"}'
'''
helper.setExecutable(true)

String auth = 'anna:canary-auth'.bytes.encodeBase64()
new File(basedir, 'auth.json').text = """{"auths": {"${registries.auth.domain()}": {"auth": "$auth"}}}"""
new File(basedir, 'docker').mkdirs()
new File(basedir, 'docker/config.json').text =
    """{"auths": {"${registries.identity.domain()}": {"identitytoken": "canary-identity"}}}"""
return true
