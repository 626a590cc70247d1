import java.security.MessageDigest
import java.util.concurrent.CopyOnWriteArrayList

import com.sun.net.httpserver.HttpServer

// A web server for as long as the builds run; verify.groovy stops it.
byte[] licence = 'Do what you like.\n'.bytes
byte[] tool = ('tool ' * 1000).bytes
def requests = new CopyOnWriteArrayList<String>()
def server = HttpServer.create(new InetSocketAddress(InetAddress.loopbackAddress, 0), 0)
server.createContext('/') { exchange ->
    String range = exchange.requestHeaders.getFirst('Range')
    requests << exchange.requestURI.toString() + (range ? " $range" : '')
    switch (exchange.requestURI.path) {
        case '/licence.txt':
            exchange.responseHeaders.add('Location', '/mirror/3f?signature=secret')
            exchange.sendResponseHeaders(302, -1)
            break
        case '/mirror/3f':
            exchange.sendResponseHeaders(200, licence.length)
            exchange.responseBody.write(licence)
            break
        case '/tool':
            // Cut in the middle; then there is none until the next build.
            int count = requests.count { it.startsWith('/tool') }
            exchange.responseHeaders.add('ETag', '"tool-1"')
            if (count == 1) {
                exchange.sendResponseHeaders(200, tool.length)
                exchange.responseBody.write(tool, 0, 2000)
            } else if (count < 5) {
                exchange.sendResponseHeaders(503, -1)
            } else if (range == 'bytes=2000-' && exchange.requestHeaders.getFirst('If-Range') == '"tool-1"') {
                exchange.responseHeaders.add('Content-Range', "bytes 2000-${tool.length - 1}/$tool.length")
                exchange.sendResponseHeaders(206, tool.length - 2000)
                exchange.responseBody.write(tool, 2000, tool.length - 2000)
            } else {
                exchange.sendResponseHeaders(400, -1)
            }
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
def toolSum = MessageDigest.getInstance('SHA-256').digest(tool).encodeHex()
new File(basedir, 'Dockerfile').text = """\
FROM scratch
ARG FILE=licence.txt
ARG SUM=sha256:$sum
ARG EDITION=first
LABEL edition=\$EDITION
ADD --checksum=\$SUM --chmod=0644 http://localhost:${server.address.port}/\$FILE /doc/
"""
new File(basedir, 'Cut.Dockerfile').text = """\
FROM scratch
ADD --checksum=sha256:$toolSum http://localhost:${server.address.port}/tool /bin/
"""
return true
