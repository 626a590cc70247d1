import dev.imagepack.testing.DockerRegistry

// Of secret-of-anna, made by htpasswd -B.
def passwords = new File(basedir, 'htpasswd')
passwords.text = 'anna:$2y$05$abcdefghijklmnopqrstuuc23/QwDHc8LgXOUnFt5Woh88M8btrAO\n'
// It ends when the script after the build closes it, or with this JVM.
def registry = DockerRegistry.guarded(new File(basedir, 'registry').toPath(), passwords.toPath())
context.put('registry', registry)
new File(basedir, 'test.properties').text = "registry=${registry.domain()}\n"

// A program that keeps credentials, and remembers who asked.
def helper = new File(basedir, 'bin/docker-credential-vault')
helper.parentFile.mkdirs()
helper.text = """#!/bin/sh
cat >> '$basedir/asked'
echo >> '$basedir/asked'
echo '{"Username": "anna", "Secret": "secret-of-anna"}'
"""
helper.setExecutable(true)

// Large enough to be under way for a while.
byte[] bytes = new byte[8_000_000]
new Random(1).nextBytes(bytes)
new File(basedir, 'shared').mkdirs()
new File(basedir, 'shared/data').bytes = bytes
new Random(2).nextBytes(bytes)
new File(basedir, 'runtime/etc/data').bytes = bytes
return true
