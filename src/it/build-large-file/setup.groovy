// A hole and eight bytes, so that it takes no room on the disk.
new RandomAccessFile(new File(basedir, 'model.bin'), 'rw').withCloseable { file ->
    file.seek(2_200_000_000L)
    file.write('the end\n'.bytes)
}
return true
