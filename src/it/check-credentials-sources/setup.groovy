import com.sun.net.httpserver.HttpServer

// A registry that takes no password, and repeats what it was shown.
def server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
server.createContext('/') { exchange ->
    exchange.requestBody.readAllBytes()
    String shown = exchange.requestHeaders.getFirst('Authorization') ?: 'nothing'
    byte[] body = """{"errors":[{"code":"UNAUTHORIZED","message":"no: $shown"}]}""".getBytes('UTF-8')
    exchange.responseHeaders.add('WWW-Authenticate', 'Basic realm="shop"')
    exchange.sendResponseHeaders(401, body.length)
    exchange.responseBody.write(body)
    exchange.close()
}
server.start()
context.put('server', server)
String registry = "127.0.0.1:${server.address.port}"

new File(basedir, 'images.yml').text = """
images:
  app:
    name: $registry/team/app:1.0
    dockerfile-content: |
      ARG BASE=$registry/bases/jre
      FROM \$BASE:17 AS base
      FROM base
"""
String auth = 'anna:canary-7f3a'.bytes.encodeBase64()
new File(basedir, 'auth.json').text = """{"auths": {"$registry/team": {"auth": "$auth"}}}"""
return true
