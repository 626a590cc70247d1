import java.security.MessageDigest
import java.util.concurrent.CopyOnWriteArrayList

import com.sun.net.httpserver.HttpServer

// A web server for as long as the builds run; verify.groovy stops it.
byte[] licence = 'Do what you like.\n'.bytes
def requests = new CopyOnWriteArrayList<String>()
def server = HttpServer.create(new InetSocketAddress(InetAddress.loopbackAddress, 0), 0)
server.createContext('/') { exchange ->
    requests << exchange.requestURI.toString()
    switch (exchange.requestURI.path) {
        case '/licence.txt':
            exchange.responseHeaders.add('Location', '/mirror/3f?signature=secret')
            exchange.sendResponseHeaders(302, -1)
            break
        case '/mirror/3f':
            exchange.sendResponseHeaders(200, licence.length)
            exchange.responseBody.write(licence)
            break
        default:
            exchange.sendResponseHeaders(404, -1)
    }
    exchange.close()
}
server.start()
context.put('server', server)
context.put('requests', requests)

def sum = MessageDigest.getInstance('SHA-256').digest(licence).encodeHex()
new File(basedir, 'Dockerfile').text = """\
FROM scratch
ARG FILE=licence.txt
ARG SUM=sha256:$sum
ARG EDITION=first
LABEL edition=\$EDITION
ADD --checksum=\$SUM --chmod=0644 http://localhost:${server.address.port}/\$FILE /doc/
"""
return true
