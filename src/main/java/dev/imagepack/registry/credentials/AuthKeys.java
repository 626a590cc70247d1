package dev.imagepack.registry.credentials;

import java.util.ArrayList;
import java.util.List;

import dev.imagepack.registry.Repository;

/** Which keys of an auth file are for a repository: its registry, or a part of its path, as podman has it. */
final class AuthKeys {

    private AuthKeys() {}

    /** What fits, the closest first: the repository itself, what is above it, the registry. */
    static List<String> of(Repository repository) {
        List<String> names = RegistryNames.of(repository.domain());
        List<String> keys = new ArrayList<>();
        for (String path = repository.path(); !path.isEmpty(); path = above(path)) {
            for (String name : names) {
                keys.add(name + "/" + path);
            }
        }
        keys.addAll(names);
        return keys;
    }

    private static String above(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** Docker's keys may have a scheme, and a path that means nothing then; so may those that end in an API's version. */
    static String normalised(String key) {
        int scheme = key.indexOf("://");
        String name = (scheme < 0 ? key : key.substring(scheme + 3)).replaceAll("/+$", "");
        int slash = name.indexOf('/');
        boolean isOfRegistry =
                slash >= 0 && (scheme >= 0 || name.substring(slash).matches("/v[12]"));
        return isOfRegistry ? name.substring(0, slash) : name;
    }
}
