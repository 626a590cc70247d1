package dev.imagepack.maven;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Where the cache is when nobody says: {@code $XDG_CACHE_HOME/imagepack}, else below the place where the platform keeps
 * such things: {@code ~/.cache}, {@code ~/Library/Caches}, {@code %LOCALAPPDATA%}.
 */
final class CacheRoot {

    private static final String NAME = "imagepack";

    private final FileSystem files;
    private final Function<String, @Nullable String> environment;
    private final Function<String, @Nullable String> properties;

    /**
     * @param environment the value of a variable, or null
     * @param properties the value of a system property, or null: {@code os.name} and {@code user.home}
     */
    CacheRoot(
            FileSystem files,
            Function<String, @Nullable String> environment,
            Function<String, @Nullable String> properties) {
        this.files = files;
        this.environment = environment;
        this.properties = properties;
    }

    /** That of the user who runs this JVM. */
    static Path ofThisUser() {
        return new CacheRoot(FileSystems.getDefault(), System::getenv, System::getProperty).path();
    }

    /** An absolute path; nothing need be there. */
    Path path() {
        return variable("XDG_CACHE_HOME").orElseGet(this::ofPlatform).resolve(NAME);
    }

    private Path ofPlatform() {
        String os = String.valueOf(properties.apply("os.name")).toLowerCase(Locale.ROOT);
        Path home = files.getPath(String.valueOf(properties.apply("user.home")));
        if (os.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches");
        }
        if (os.startsWith("windows")) {
            return variable("LOCALAPPDATA").orElse(home.resolve("AppData").resolve("Local"));
        }
        return home.resolve(".cache");
    }

    /** A relative path counts as unset, as the XDG base directory specification has it. */
    private Optional<Path> variable(String name) {
        return Optional.ofNullable(environment.apply(name))
                .filter(value -> !value.isBlank())
                .map(files::getPath)
                .filter(Path::isAbsolute);
    }
}
