import dev.imagepack.testing.Tool

if (System.getProperty('imagepack.tools') == 'required') {
    [Tool.DOCKER_REGISTRY, Tool.SKOPEO]*.require()
}
return [Tool.DOCKER_REGISTRY, Tool.SKOPEO].every { it.missing().isEmpty() }
