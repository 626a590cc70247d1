// A checkout of its own, as git lays it out, on a packed branch.
File git = new File(basedir, '.git')
git.mkdirs()
new File(git, 'HEAD').text = 'ref: refs/heads/main\n'
new File(git, 'packed-refs').text = """# pack-refs with: peeled fully-peeled sorted
${'c' * 40} refs/heads/main
"""
return true
