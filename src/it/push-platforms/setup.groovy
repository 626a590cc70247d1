import dev.imagepack.testing.DockerRegistry
import dev.imagepack.testing.Identity

// Of secret-of-anna, made by htpasswd -B.
def passwords = new File(basedir, 'htpasswd')
passwords.text = 'anna:$2y$05$abcdefghijklmnopqrstuuc23/QwDHc8LgXOUnFt5Woh88M8btrAO\n'
def identity = Identity.of('127.0.0.1')
identity.authority(new File(basedir, 'company-ca.pem').toPath())
// It ends when the script after the build closes it, or with this JVM.
def registry = DockerRegistry.guarded(new File(basedir, 'registry').toPath(), passwords.toPath(),
    identity.certificate(new File(basedir, 'server.pem').toPath()), identity.key(new File(basedir, 'server.key').toPath()))
context.put('registry', registry)
new File(basedir, 'test.properties').text = "registry=${registry.domain()}\n"

String auth = 'anna:secret-of-anna'.bytes.encodeBase64()
new File(basedir, 'auth.json').text = """{"auths": {"${registry.domain()}": {"auth": "$auth"}}}"""
return true
