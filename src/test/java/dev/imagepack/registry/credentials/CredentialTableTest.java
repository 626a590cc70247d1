package dev.imagepack.registry.credentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

import static org.assertj.core.api.Assertions.assertThat;

/** Ways in which people keep credentials, and what is found there. */
class CredentialTableTest {

    private static final String HOST = "registry.example.com";
    private static final String CANARY = "canary-7f3a";
    private static final String DOCKER = "home/.docker/config.json";
    private static final String PODMAN = "home/.config/containers/auth.json";
    private static final String PASSWORD = "Password anna:" + CANARY;
    private static final String NOTHING = "nothing";
    private static final String SILENT = "configuration: names no credentials for it";

    @TempDir
    private Path directory;

    /** One user's machine, and one question. */
    private final class Setup {

        private final String title;
        private final Path root;
        private final Map<String, String> environment = new HashMap<>();
        private final Map<ConfiguredCredentials.Use, CredentialSettings> configured = new HashMap<>();
        private Repository repository = new Repository(HOST, "team/app");
        private Access access = Access.PULL;

        Setup(String title) {
            this.title = title;
            this.root = directory.resolve(String.valueOf(Math.abs(title.hashCode())));
            environment.put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
        }

        Setup file(String name, String content) {
            try {
                Path file = root.resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, content);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Setup helper(String name, String script) {
            file("bin/docker-credential-" + name, "#!/bin/sh\n" + script + "\n");
            try {
                Files.setPosixFilePermissions(
                        root.resolve("bin/docker-credential-" + name), PosixFilePermissions.fromString("rwx------"));
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Setup variable(String name, String path) {
            environment.put(name, root.resolve(path).toString());
            return this;
        }

        Setup relative(String name, String path) {
            environment.put(name, path);
            return this;
        }

        Setup configured(Access use, CredentialSettings settings) {
            configured.put(new ConfiguredCredentials.Use(HOST, use), settings);
            return this;
        }

        Setup of(String domain, String path) {
            repository = new Repository(domain, path);
            return this;
        }

        Setup push() {
            access = Access.PUSH;
            return this;
        }

        /**
         * @param trace each source's outcome but those of files that do not exist, and of a configuration where there is none;
         *     paths without the root
         */
        DynamicTest expects(String credentials, String... trace) {
            return DynamicTest.dynamicTest(title, () -> {
                CredentialHelpers helpers = CredentialHelpers.of(environment);
                List<CredentialSource> sources =
                        new ArrayList<>(new ConfiguredCredentials(configured).sources(helpers));
                sources.addAll(AuthFiles.of(environment, root.resolve("home"), root, helpers));
                CredentialSearch search = new CredentialSources(sources).search(repository, access);
                assertThat(text(search.current())).isEqualTo(credentials);
                assertThat(search.trace().lines())
                        .filteredOn(line -> !line.outcome().equals("does not exist"))
                        .filteredOn(
                                line -> !configured.isEmpty() || !line.source().startsWith("config"))
                        .extracting(line -> line.toString().replace(root + "/", ""))
                        .containsExactly(trace);
                assertThat(search.trace() + " " + search.current()).doesNotContain(CANARY);
            });
        }
    }

    private static String text(Credentials credentials) {
        if (credentials instanceof Credentials.Password password) {
            return "Password " + password.username() + ":" + password.password();
        }
        return credentials instanceof Credentials.IdentityToken token ? "IdentityToken " + token.token() : NOTHING;
    }

    private static String auth(String pair) {
        return "\"auth\":\"" + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "\"";
    }

    private static String auths(String key, String entry) {
        return "{\"auths\":{\"" + key + "\":{" + entry + "}}}";
    }

    private static CredentialSettings given(String username) {
        return new CredentialSettings(
                Optional.of(Credentials.of(username, CANARY)), Optional.empty(), Optional.empty());
    }

    private static CredentialSettings helped(String name) {
        return new CredentialSettings(Optional.empty(), Optional.of(name), Optional.empty());
    }

    private static String answers(String username) {
        return "cat > /dev/null; echo '{\"ServerURL\":\"x\",\"Username\":\"" + username + "\",\"Secret\":\"" + CANARY
                + "\"}'";
    }

    private Setup setup(String title) {
        return new Setup(title);
    }

    private Setup docker(String title, String content) {
        return setup(title).file(DOCKER, content);
    }

    @TestFactory
    Stream<DynamicTest> dockersFile() {
        String good = auth("anna:" + CANARY);
        return Stream.of(
                setup("no file at all").expects(NOTHING),
                docker("an entry", auths(HOST, good))
                        .expects(PASSWORD, DOCKER + ": found in the entry " + HOST + " of auths"),
                docker("an entry of another registry", auths("other.example.com", good))
                        .expects(NOTHING, DOCKER + ": auths has no entry for it"),
                docker("no entries", "{}").expects(NOTHING, DOCKER + ": auths has no entry for it"),
                docker("an empty entry", auths(HOST, ""))
                        .expects(NOTHING, DOCKER + ": the entry " + HOST + " of auths is empty"),
                docker("username and password", auths(HOST, "\"username\":\"anna\",\"password\":\"" + CANARY + "\""))
                        .expects(PASSWORD, DOCKER + ": found in the entry " + HOST + " of auths"),
                docker("a password with colons", auths(HOST, auth("anna:a:b:c")))
                        .expects("Password anna:a:b:c", DOCKER + ": found in the entry " + HOST + " of auths"),
                docker("a password that ends in zero bytes", auths(HOST, auth("anna:" + CANARY + "\0\0")))
                        .expects(PASSWORD, DOCKER + ": found in the entry " + HOST + " of auths"),
                docker(
                                "an identity token beside a name",
                                auths(HOST, auth("000:") + ",\"identitytoken\":\"" + CANARY + "\""))
                        .expects("IdentityToken " + CANARY, DOCKER + ": found in the entry " + HOST + " of auths"),
                docker("an identity token as a password", auths(HOST, auth("<token>:" + CANARY)))
                        .expects("IdentityToken " + CANARY, DOCKER + ": found in the entry " + HOST + " of auths"),
                docker("a registry token only", auths(HOST, "\"registrytoken\":\"" + CANARY + "\""))
                        .expects(NOTHING, DOCKER + ": the entry " + HOST + " of auths has a registrytoken only"),
                docker("no base64", auths(HOST, "\"auth\":\"" + CANARY + "!\""))
                        .expects(
                                NOTHING,
                                DOCKER + ": the entry " + HOST + " of auths is not the base64 of user:password"),
                docker("no colon", auths(HOST, auth(CANARY)))
                        .expects(
                                NOTHING,
                                DOCKER + ": the entry " + HOST + " of auths is not the base64 of user:password"),
                docker("a key with a scheme", auths("https://" + HOST, good))
                        .expects(PASSWORD, DOCKER + ": found in the entry https://" + HOST + " of auths"),
                docker("a key with a scheme and a path", auths("https://" + HOST + "/v2/", good))
                        .expects(PASSWORD, DOCKER + ": found in the entry https://" + HOST + "/v2/ of auths"),
                docker("a key with a version", auths(HOST + "/v1/", good))
                        .expects(PASSWORD, DOCKER + ": found in the entry " + HOST + "/v1/ of auths"),
                docker("another port", auths(HOST + ":5000", good))
                        .expects(NOTHING, DOCKER + ": auths has no entry for it"),
                docker("a port", auths("localhost:5000", good))
                        .of("localhost:5000", "app")
                        .expects(PASSWORD, DOCKER + ": found in the entry localhost:5000 of auths"),
                docker("Docker Hub", auths("https://index.docker.io/v1/", good))
                        .of("docker.io", "library/alpine")
                        .expects(PASSWORD, DOCKER + ": found in the entry https://index.docker.io/v1/ of auths"),
                docker("Docker Hub by its short name", auths("docker.io", good))
                        .of("docker.io", "library/alpine")
                        .expects(PASSWORD, DOCKER + ": found in the entry docker.io of auths"),
                docker("no JSON", "{\"auths\": " + CANARY).expects(NOTHING, DOCKER + ": is not a JSON object"),
                docker("a key twice", "{\"" + CANARY + "\":1,\"" + CANARY + "\":2}")
                        .expects(NOTHING, DOCKER + ": is not a JSON object"),
                docker("a list", "[\"" + CANARY + "\"]").expects(NOTHING, DOCKER + ": is not a JSON object"),
                setup("a directory of its own")
                        .variable("DOCKER_CONFIG", "elsewhere")
                        .file("elsewhere/config.json", auths(HOST, good))
                        .file(DOCKER, auths(HOST, auth("bert:x")))
                        .expects(PASSWORD, "elsewhere/config.json: found in the entry " + HOST + " of auths"));
    }

    @TestFactory
    Stream<DynamicTest> podmansFiles() {
        String good = auth("anna:" + CANARY);
        String two = "{\"auths\":{\"" + HOST + "\":{" + auth("bert:x") + "},\"" + HOST + "/team\":{" + good + "}}}";
        return Stream.of(
                setup("in the user's configuration")
                        .file(PODMAN, auths(HOST, good))
                        .expects(PASSWORD, PODMAN + ": found in the entry " + HOST + " of auths"),
                setup("before Docker's")
                        .file(PODMAN, auths(HOST, good))
                        .file(DOCKER, auths(HOST, auth("bert:x")))
                        .expects(PASSWORD, PODMAN + ": found in the entry " + HOST + " of auths"),
                setup("then Docker's")
                        .file(PODMAN, auths("other", auth("bert:x")))
                        .file(DOCKER, auths(HOST, good))
                        .expects(
                                PASSWORD,
                                PODMAN + ": auths has no entry for it",
                                DOCKER + ": found in the entry " + HOST + " of auths"),
                setup("in the run directory")
                        .variable("XDG_RUNTIME_DIR", "run")
                        .file("run/containers/auth.json", auths(HOST, good))
                        .file(PODMAN, auths(HOST, auth("bert:x")))
                        .expects(PASSWORD, "run/containers/auth.json: found in the entry " + HOST + " of auths"),
                setup("in a configuration directory of its own")
                        .variable("XDG_CONFIG_HOME", "conf")
                        .file("conf/containers/auth.json", auths(HOST, good))
                        .expects(PASSWORD, "conf/containers/auth.json: found in the entry " + HOST + " of auths"),
                setup("in a file that is named")
                        .variable("REGISTRY_AUTH_FILE", "my.json")
                        .file("my.json", auths(HOST, good))
                        .file(PODMAN, auths(HOST, auth("bert:x")))
                        .expects(PASSWORD, "my.json: found in the entry " + HOST + " of auths"),
                setup("in a file that is named by a relative path")
                        .relative("REGISTRY_AUTH_FILE", "my.json")
                        .file("my.json", auths(HOST, good))
                        .expects(PASSWORD, "my.json: found in the entry " + HOST + " of auths"),
                setup("for a part of the registry")
                        .file(PODMAN, two)
                        .expects(PASSWORD, PODMAN + ": found in the entry " + HOST + "/team of auths"),
                setup("for another part of the registry")
                        .file(PODMAN, two)
                        .of(HOST, "teamwork/app")
                        .expects("Password bert:x", PODMAN + ": found in the entry " + HOST + " of auths"),
                setup("for one repository")
                        .file(PODMAN, auths(HOST + "/team/app", good))
                        .expects(PASSWORD, PODMAN + ": found in the entry " + HOST + "/team/app of auths"));
    }

    @TestFactory
    Stream<DynamicTest> helpers() {
        String store = "{\"credsStore\":\"vault\",\"auths\":{\"" + HOST + "\":{}}}";
        return Stream.of(
                docker("a store beside an empty entry", store)
                        .helper("vault", answers("anna"))
                        .expects(PASSWORD, DOCKER + ": found by docker-credential-vault"),
                docker("a store with an identity token", store)
                        .helper("vault", answers("<token>"))
                        .expects("IdentityToken " + CANARY, DOCKER + ": found by docker-credential-vault"),
                docker("a store that is not installed", store)
                        .expects(
                                NOTHING,
                                DOCKER + ": docker-credential-vault is not on the PATH, the entry " + HOST
                                        + " of auths is empty"),
                docker("a store that has nothing", store)
                        .helper("vault", "echo 'credentials not found in native keychain'; exit 1")
                        .expects(
                                NOTHING,
                                DOCKER + ": docker-credential-vault has none for it, the entry " + HOST
                                        + " of auths is empty"),
                docker("a store that fails and says a secret", store)
                        .helper("vault", "echo " + CANARY + "; echo " + CANARY + " >&2; exit 3")
                        .expects(
                                NOTHING,
                                DOCKER + ": docker-credential-vault failed with exit status 3, the entry " + HOST
                                        + " of auths is empty"),
                docker("a store that says something else", store)
                        .helper("vault", "echo " + CANARY)
                        .expects(
                                NOTHING,
                                DOCKER + ": docker-credential-vault answered something that is not JSON, the entry "
                                        + HOST + " of auths is empty"),
                docker(
                                "a store that fails beside a full entry",
                                "{\"credsStore\":\"vault\",\"auths\":{\"" + HOST + "\":{" + auth("anna:" + CANARY)
                                        + "}}}")
                        .helper("vault", "exit 1")
                        .expects(PASSWORD, DOCKER + ": found in the entry " + HOST + " of auths"),
                docker(
                                "a helper of one registry wins over the store",
                                "{\"credsStore\":\"vault\",\"credHelpers\":{\"" + HOST + "\":\"own\"}}")
                        .helper("vault", answers("bert"))
                        .helper("own", answers("anna"))
                        .expects(PASSWORD, DOCKER + ": found by docker-credential-own"),
                docker("a helper is told the server", "{\"credHelpers\":{\"" + HOST + "\":\"own\"}}")
                        .helper(
                                "own",
                                "read s; [ \"$1 $s\" = 'get " + HOST + "' ] || exit 9; "
                                        + "echo '{\"Username\":\"anna\",\"Secret\":\"" + CANARY + "\"}'")
                        .expects(PASSWORD, DOCKER + ": found by docker-credential-own"),
                docker("a helper is told Docker Hub's old address", "{\"credHelpers\":{\"docker.io\":\"own\"}}")
                        .of("docker.io", "library/alpine")
                        .helper(
                                "own",
                                "read s; [ \"$s\" = https://index.docker.io/v1/ ] || exit 9; "
                                        + "echo '{\"Username\":\"anna\",\"Secret\":\"" + CANARY + "\"}'")
                        .expects(PASSWORD, DOCKER + ": found by docker-credential-own"),
                docker("a name that would leave the PATH", "{\"credsStore\":\"../../bin/evil\"}")
                        .expects(
                                NOTHING,
                                DOCKER + ": the name of its helper is no name of a program, auths has no entry for it"),
                docker("a name with a command", "{\"credsStore\":\"x;touch pwned\"}")
                        .expects(
                                NOTHING,
                                DOCKER
                                        + ": the name of its helper is no name of a program, auths has no entry for it"));
    }

    @TestFactory
    Stream<DynamicTest> configuration() {
        String other = auths(HOST, auth("bert:x"));
        return Stream.of(
                docker("what is written out wins", other)
                        .configured(Access.PULL, given("anna"))
                        .expects(PASSWORD, "configuration: found"),
                docker("an identity token is written out", other)
                        .configured(Access.PULL, given("<token>"))
                        .expects("IdentityToken " + CANARY, "configuration: found"),
                docker("a helper of the configuration wins over files", other)
                        .configured(Access.PULL, helped("own"))
                        .helper("own", answers("anna"))
                        .expects(PASSWORD, SILENT, "configured credentialHelper: found by docker-credential-own"),
                docker("what is written out wins over a helper", other)
                        .configured(Access.PULL, given("anna").or(helped("own")))
                        .helper("own", answers("carl"))
                        .expects(PASSWORD, "configuration: found"),
                docker("a helper that is not there lets files speak", other)
                        .configured(Access.PULL, helped("own"))
                        .expects(
                                "Password bert:x",
                                SILENT,
                                "configured credentialHelper: docker-credential-own is not on the PATH",
                                DOCKER + ": found in the entry " + HOST + " of auths"),
                docker("pulls have their own", other)
                        .configured(Access.PULL, given("anna"))
                        .configured(Access.PUSH, given("carl"))
                        .expects(PASSWORD, "configuration: found"),
                docker("pushes have their own", other)
                        .configured(Access.PULL, given("carl"))
                        .configured(Access.PUSH, given("anna"))
                        .push()
                        .expects(PASSWORD, "configuration: found"),
                docker("what is for pulls is not for pushes", other)
                        .configured(Access.PULL, given("anna"))
                        .push()
                        .expects(
                                "Password bert:x",
                                SILENT,
                                "configured credentialHelper: none is configured for it",
                                DOCKER + ": found in the entry " + HOST + " of auths"));
    }
}
