import dev.imagepack.testing.Tool

if (System.getProperty('imagepack.tools') == 'required') {
    Tool.DOCKER_REGISTRY.require()
}
// The helper is a script.
return File.separatorChar == '/' && Tool.DOCKER_REGISTRY.missing().isEmpty()
