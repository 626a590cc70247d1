def registries = context.get('registries')
String log = new File(basedir, 'build.log').text

// Each secret was found where it is, and was good for the way down and the way up.
registries.each { source, registry ->
    assert registry.has('team/app', '1')
    assert log.contains("${registry.domain()}/base/runtime: credentials to pull: ")
    assert log.contains("${registry.domain()}/team/app: credentials to push: ")
    assert log.contains("${registry.domain()}/team/app, push: answered 202")
    assert log.contains("${registry.domain()}/denied/app, push: NOT possible: ")
    registry.close()
}
// The password of the server was encrypted.
assert log.contains('settings.xml: found in the server company; accepted: the registry answered 202')
// What the registries repeated was seen, and shown without what is secret.
assert log =~ /refused: the registry answered 401 \(UNAUTHORIZED you showed Bearer \*\*\*\)/

// Maven ends what speaks to registries before it ends itself: a JVM waits for such threads.
assert log.count('imagepack: connections to registries are closed') == 3

// Nothing that Maven, and whoever it runs, said or left behind, in the caches and packages too.
def secrets = registries.keySet().collectMany { source ->
    ["canary-$source", "canary-token-$source", "anna:canary-$source".bytes.encodeBase64().toString()]
} + 'canary-master'
def given = ['bin', 'docker', 'auth.json', 'test.properties', 'setup.groovy', 'verify.groovy', 'settings-security.xml',
    'global-settings.xml'].collect { new File(basedir, it).path }
int searched = 0
basedir.eachFileRecurse(groovy.io.FileType.FILES) { file ->
    if (!given.any { file.path == it || file.path.startsWith(it + File.separator) }) {
        String text = file.getText('ISO-8859-1')
        secrets.each { assert !text.contains(it): "$file holds $it" }
        searched++
    }
}
// The log, and per image a record, a manifest and a configuration at least.
assert searched > 15
return true
