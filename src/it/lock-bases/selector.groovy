import dev.imagepack.testing.Tool

if (System.getProperty('imagepack.tools') == 'required') {
    Tool.DOCKER_REGISTRY.require()
}
return Tool.DOCKER_REGISTRY.missing().isEmpty()
