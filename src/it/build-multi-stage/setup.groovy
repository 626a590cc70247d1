import java.util.zip.GZIPOutputStream

import org.apache.commons.compress.archivers.tar.TarArchiveEntry
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream

byte[] page = '<p>Hello</p>\n'.bytes
def tar = new TarArchiveOutputStream(new GZIPOutputStream(new FileOutputStream(new File(basedir, 'site.tar.gz'))))
tar.putArchiveEntry(new TarArchiveEntry('index.html').tap { size = page.length; mode = 0600; setIds(33, 33) })
tar.write(page)
tar.closeArchiveEntry()
tar.putArchiveEntry(new TarArchiveEntry('start.html', TarArchiveEntry.LF_SYMLINK).tap { linkName = 'index.html'; mode = 0777 })
tar.closeArchiveEntry()
tar.close()
return true
