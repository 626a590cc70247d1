package dev.imagepack.maven;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import org.apache.maven.execution.MavenSession;

/** Maven's view of the environment, which is the client's where a daemon builds. */
final class SessionEnvironment {

    private SessionEnvironment() {}

    /** The variables by name. */
    static Map<String, String> of(MavenSession session) {
        Properties properties = session.getSystemProperties();
        Map<String, String> environment = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("env.")) {
                environment.put(name.substring("env.".length()), properties.getProperty(name));
            }
        }
        return environment.isEmpty() ? System.getenv() : environment;
    }
}
