import dev.imagepack.testing.PackedImages

String log = new File(basedir, 'build.log').text
def runs = log.split('Scanning for projects').drop(1)
assert runs.size() == 4

def findings = [
    /Dockerfile: no ARG takes the build argument VERSON \(did you mean VERSION\?\)\. .* \(UnusedBuildArg\)/,
    /Dockerfile:3: MAINTAINER is deprecated\. .* \(MaintainerDeprecated\)/,
    /Dockerfile:6: as is not in the case of FROM\. .* \(FromAsCasing\)/,
    /Dockerfile:8: [$]VERSIN is not defined \(did you mean VERSION\?\)\. .* \(UndefinedVar\)/,
    /Dockerfile:9: a blank line stands in the middle of an instruction\. .* \(NoEmptyContinuation\)/,
    /Dockerfile:13: WORKDIR srv depends on .* \(WorkdirRelativePath\)/,
    /Dockerfile:15: CMD starts its command in a shell.* \(JSONArgsRecommended\)/,
]
def warnings = { it.readLines().findAll { line -> line.startsWith('[WARNING] `') } }
[runs[0], runs[1]].each { run ->
    assert warnings(run).size() == findings.size()
    findings.eachWithIndex { finding, i -> assert warnings(run)[i] ==~ /\[WARNING\] `app`: / + finding }
}
assert runs[0] =~ /`app`: sha256:.* built in /
assert runs[1] =~ /`app`: sha256:.* reused in /

assert warnings(runs[2]) == []
assert runs[2] =~ /`app`: sha256:.* reused in /

assert runs[3] =~ /(?s)build-images \(default\).*Dockerfile does not pass the build checks:/
findings.each { assert runs[3] =~ /(?m)^\[ERROR\] +- / + it + /$/ }
assert runs[3].contains('# check=skip=RULE')
assert !(runs[3] =~ /`app`: sha256:/)

// The two are the same Dockerfile, with and without checks.
def packed = PackedImages.of(basedir)
assert packed.config('app') == packed.config('old')
packed.hearJudges()
