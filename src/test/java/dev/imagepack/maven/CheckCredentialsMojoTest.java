package dev.imagepack.maven;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoExtension;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.model.Build;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@MojoTest
class CheckCredentialsMojoTest {

    private static final String CANARY = "canary-7f3a";

    @TempDir
    private Path directory;

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
    private boolean takes = true;
    private final Settings settings = new Settings();
    private GoalModule module;
    private HttpServer server;
    private String registry;

    @BeforeEach
    void start() throws Exception {
        module = new GoalModule(directory);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        registry = "127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Takes whoever shows anything, or nobody. */
    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + (shown == null ? "" : " *"));
        this.shown.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + name(shown));
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"r\"");
        boolean opens = exchange.getRequestMethod().equals("POST");
        exchange.getResponseHeaders().add("Location", "/v2/team/app/blobs/uploads/1");
        exchange.sendResponseHeaders(shown == null || !takes ? 401 : opens ? 202 : 200, -1);
        exchange.close();
    }

    private static String name(@Nullable String basic) {
        if (basic == null) {
            return "nobody";
        }
        byte[] pair = Base64.getDecoder().decode(basic.substring("Basic ".length()));
        return new String(pair, StandardCharsets.UTF_8).replaceFirst(":.*", "");
    }

    private CheckCredentialsMojo place(CheckCredentialsMojo goal) throws Exception {
        module.place(goal);
        Mockito.when(goal.session().getSettings()).thenReturn(settings);
        Mockito.when(goal.session().getExecutionRootDirectory()).thenReturn(directory.toString());
        goal.session().getSystemProperties().setProperty("user.home", directory.toString());
        goal.session().getSystemProperties().setProperty("env.PATH", "");
        return goal;
    }

    @Test
    @InjectMojo(goal = "check-credentials", pom = GoalModule.ALL)
    void everyElementOfThePomReachesItsParameter(CheckCredentialsMojo goal) throws Exception {
        assertThat(MojoExtension.getVariablesAndValuesFromObject(goal))
                .containsEntry("skip", true)
                .containsEntry("imagesFile", new File("my.yml").getAbsoluteFile())
                .hasEntrySatisfying(
                        "registries",
                        value -> assertThat(((PlexusConfiguration) value)
                                        .getChild("registry")
                                        .getChild("host")
                                        .getValue())
                                .isEqualTo("localhost:5000"));
    }

    @Test
    @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE)
    void withoutARegistryThereIsNothingToAsk(CheckCredentialsMojo goal) throws Exception {
        place(goal).execute();
        assertThat(module.log()).containsExactly("INFO no registry is in use here");
    }

    @Test
    @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE)
    void basesArePulledAndNamesPushed(CheckCredentialsMojo goal) throws Exception {
        module.file(
                "images.yml",
                "images:\n  app:\n    name: " + registry + "/team/app\n    dockerfile-content: FROM " + registry
                        + "/bases/jre:17\n  local:\n    from: scratch\n    layers: []\n");
        goal.session().getUserProperties().setProperty("imagepack.registries." + registry + ".username", "anna");
        goal.session().getUserProperties().setProperty("imagepack.registries." + registry + ".password", CANARY);
        place(goal).execute();
        assertThat(requests)
                .contains("GET /v2/bases/jre/tags/list?n=1 *", "POST /v2/team/app/blobs/uploads/ *")
                .endsWith("DELETE /v2/team/app/blobs/uploads/1 *");
        assertThat(module.log())
                .contains(
                        "INFO " + registry + "/bases/jre, pull: answered 200",
                        "INFO   configuration: found; accepted: the registry answered 200",
                        "INFO " + registry + "/team/app, push: answered 202",
                        "INFO   configuration: found; accepted: the registry answered 202",
                        "INFO asked about 2 repositories")
                .noneMatch(line -> line.contains(CANARY));
    }

    @Test
    void theGoalsOfARunGoTheSameWay(
            @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE) CheckCredentialsMojo first,
            @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE) CheckCredentialsMojo second)
            throws Exception {
        module.file(
                "images.yml",
                "images:\n  app:\n    name: " + registry + "/team/app\n    from: scratch\n    layers: []\n");
        MavenExecutionRequest request = first.session().getRequest();
        Mockito.doReturn(request).when(second.session()).getRequest();
        for (CheckCredentialsMojo goal : List.of(first, second)) {
            goal.session().getUserProperties().setProperty("imagepack.registries." + registry + ".username", "anna");
            goal.session().getUserProperties().setProperty("imagepack.registries." + registry + ".password", CANARY);
            place(goal).execute();
        }
        assertThat(requests)
                .containsExactly(
                        "GET /v2/",
                        "POST /v2/team/app/blobs/uploads/ *",
                        "DELETE /v2/team/app/blobs/uploads/1 *",
                        "POST /v2/team/app/blobs/uploads/ *",
                        "DELETE /v2/team/app/blobs/uploads/1 *");
    }

    @Test
    @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE)
    void imagesOfExecutionsAreSeenByWhoRunsItByHand(CheckCredentialsMojo goal) throws Exception {
        placeByHand(
                goal,
                execution("package", "one", ""),
                execution("package", "two", ""),
                execution("package", "one", ""),
                execution("none", "unbound", ""));
        goal.execute();
        assertThat(module.log())
                .filteredOn(line -> line.contains(", push: "))
                .containsExactly(
                        "INFO " + registry + "/team/one, push: answered 202",
                        "INFO " + registry + "/team/two, push: answered 202");
    }

    @Test
    @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE)
    void theEngineOfAnExecutionHoldsForItsImages(CheckCredentialsMojo goal) throws Exception {
        PluginExecution execution = execution("package", "one", "<remote>ssh://builder.example</remote>");
        Xpp3Dom app =
                ((Xpp3Dom) execution.getConfiguration()).getChild("images").getChild("app");
        app.addChild(Xpp3DomBuilder.build(new StringReader("<builder>remote</builder>")));
        placeByHand(goal, execution);
        goal.execute();
        assertThat(module.log()).contains("INFO " + registry + "/team/one, push: answered 202");
    }

    private void placeByHand(CheckCredentialsMojo goal, PluginExecution... executions) throws Exception {
        goal.project().getModel().setBuild(new Build());
        Plugin plugin = new Plugin();
        plugin.setGroupId("dev.imagepack");
        plugin.setArtifactId("imagepack-maven-plugin");
        List.of(executions).forEach(plugin::addExecution);
        goal.project().getBuild().addPlugin(plugin);
        MojoExecution byHand =
                new MojoExecution(goal.execution().getMojoDescriptor(), "default-cli", MojoExecution.Source.CLI);
        GoalModule.set(place(goal), "execution", byHand);
    }

    private PluginExecution execution(String phase, String name, String more) throws Exception {
        PluginExecution execution = new PluginExecution();
        execution.setId(phase + name + System.identityHashCode(execution));
        execution.addGoal("build-images");
        execution.setPhase(phase);
        execution.setConfiguration(
                Xpp3DomBuilder.build(new StringReader("<configuration>" + more + "<images><app><from>scratch</from>"
                        + "<name>" + registry + "/team/" + name + "</name></app></images><registries><registry><host>"
                        + registry
                        + "</host><username>anna</username><password>" + CANARY
                        + "</password></registry></registries></configuration>")));
        return execution;
    }

    @Test
    @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE)
    void aServerOfTheSettingsIsASource(CheckCredentialsMojo goal) throws Exception {
        Server known = new Server();
        known.setId("ours");
        known.setUsername("anna");
        known.setPassword(CANARY);
        settings.addServer(known);
        goal.session().getUserProperties().setProperty("imagepack.registries." + registry + ".serverId", "ours");
        place(goal).execute();
        assertThat(module.log())
                .contains("INFO   settings.xml: found in the server ours; accepted: the registry answered 200")
                .noneMatch(line -> line.contains(CANARY));
    }

    /** Each source has somebody that the registry does not take, so all are asked, one after the other. */
    @Test
    @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE)
    void theSourcesAreAskedInTheirOrderForPullsAndForPushes(CheckCredentialsMojo goal) throws Exception {
        takes = false;
        module.file(
                "images.yml",
                "images:\n  app:\n    name: " + registry + "/team/app\n    dockerfile-content: FROM " + registry
                        + "/bases/jre:17\n");
        Server server = new Server();
        server.setId("ours");
        server.setUsername("settings");
        server.setPassword(CANARY);
        settings.addServer(server);
        Properties user = goal.session().getUserProperties();
        for (String use : List.of("pull", "push")) {
            String key = "imagepack.registries." + registry + "." + use + ".";
            user.setProperty(key + "username", use);
            user.setProperty(key + "password", CANARY);
            user.setProperty(key + "credentialHelper", "vault");
            user.setProperty(key + "serverId", "ours");
        }
        place(goal);
        Properties system = goal.session().getSystemProperties();
        system.setProperty("env.PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        helper("vault", "helper");
        helper("docker", "store");
        String auth = Base64.getEncoder().encodeToString(("file:" + CANARY).getBytes(StandardCharsets.UTF_8));
        String file = "{\"auths\":{\"" + registry + "\":{\"auth\":\"" + auth + "\"}}}";
        List<Path> files = List.of(
                module.file("named.json", file),
                module.file("run/containers/auth.json", file),
                module.file("conf/containers/auth.json", file),
                module.file(".config/containers/auth.json", file),
                module.file(
                        "docker/config.json",
                        "{\"credHelpers\":{\"" + registry + "\":\"docker\"}," + file.substring(1)));
        system.setProperty("env.REGISTRY_AUTH_FILE", files.get(0).toString());
        system.setProperty("env.XDG_RUNTIME_DIR", directory.resolve("run").toString());
        system.setProperty("env.XDG_CONFIG_HOME", directory.resolve("conf").toString());
        system.setProperty("env.DOCKER_CONFIG", directory.resolve("docker").toString());

        assertThatThrownBy(goal::execute).hasMessageContaining("not every registry can be used");

        String refused = "; refused: the registry answered 401";
        List<String> sources = new ArrayList<>(List.of(
                "INFO   configuration: found" + refused,
                "INFO   configured credentialHelper: found by docker-credential-vault" + refused,
                "INFO   settings.xml: found in the server ours" + refused));
        for (Path named : files.subList(0, 4)) {
            sources.add("INFO   " + named + ": found in the entry " + registry + " of auths" + refused);
        }
        sources.add("INFO   " + files.get(4) + ": found by docker-credential-docker" + refused);
        sources.add("INFO   anonymous: refused: the registry answered 401");
        List<String> twice = new ArrayList<>(sources);
        twice.addAll(sources);
        assertThat(module.log()).filteredOn(line -> line.startsWith("INFO   ")).containsExactlyElementsOf(twice);
        assertThat(module.log().toString()).doesNotContain(CANARY).doesNotContain(auth);
        // Whose credentials were shown for what.
        assertThat(shown)
                .filteredOn(line -> line.startsWith("GET /v2/bases/"))
                .containsExactly(
                        "GET /v2/bases/jre/tags/list?n=1 pull",
                        "GET /v2/bases/jre/tags/list?n=1 helper",
                        "GET /v2/bases/jre/tags/list?n=1 settings",
                        "GET /v2/bases/jre/tags/list?n=1 file",
                        "GET /v2/bases/jre/tags/list?n=1 file",
                        "GET /v2/bases/jre/tags/list?n=1 file",
                        "GET /v2/bases/jre/tags/list?n=1 file",
                        "GET /v2/bases/jre/tags/list?n=1 store",
                        "GET /v2/bases/jre/tags/list?n=1 nobody");
        assertThat(shown)
                .filteredOn(line -> line.startsWith("POST "))
                .hasSize(9)
                .first()
                .isEqualTo("POST /v2/team/app/blobs/uploads/ push");
    }

    private void helper(String name, String username) throws IOException {
        Path program = module.file(
                "bin/docker-credential-" + name,
                "#!/bin/sh\necho '{\"Username\":\"" + username + "\",\"Secret\":\"" + CANARY + "\"}'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    @InjectMojo(goal = "check-credentials", pom = GoalModule.NONE)
    void aRegistryThatIsOnlyConfiguredIsAskedAsAWhole(CheckCredentialsMojo goal) throws Exception {
        goal.session().getUserProperties().setProperty("imagepack.registries." + registry + ".insecure", "true");
        place(goal);
        assertThatThrownBy(goal::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("check-credentials: not every registry can be used:")
                .hasMessageContaining("access denied: 401")
                .hasMessageNotContaining("Credentials tried");
        assertThat(module.log())
                .contains("INFO   configuration: names no credentials for it")
                .contains("INFO   configured credentialHelper: none is configured for it")
                .contains("INFO   settings.xml: has no server with the id " + registry)
                .contains("INFO   " + directory.resolve(".docker/config.json") + ": does not exist")
                .contains("INFO   anonymous: refused: the registry answered 401");
    }
}
