def server = context.get('server')
server.stop(0)
String registry = "127.0.0.1:${server.address.port}"

String log = new File(basedir, 'build.log').text
assert log.contains("$registry/bases/jre, pull: NOT possible: $registry/bases/jre: GET tags/list: access denied: 401")
assert log.contains("$registry/team/app, push: NOT possible: $registry/team/app: POST blobs/uploads/: access denied: 401")
assert log =~ /auth.json: found in the entry $registry\/team of auths; refused: the registry answered 401 \(UNAUTHORIZED no: Basic \*\*\*\)/
assert log =~ /auth.json: auths has no entry for it/
assert log.contains('settings.xml: has no server with the id ' + registry)
assert log.contains('check-credentials: not every registry can be used')
assert log.contains('check-credentials: Maven is offline (-o), so no registry can be asked')

// Nothing that Maven, and whoever it runs, said or left behind.
def secrets = ['canary-7f3a', 'anna:canary-7f3a'.bytes.encodeBase64().toString()]
secrets.each { assert !log.contains(it) }
new File(basedir, 'target').with { target ->
    if (target.exists()) {
        target.eachFileRecurse { file ->
            secrets.each { assert !(file.file && file.text.contains(it)): "$file holds a secret" }
        }
    }
}
return true
