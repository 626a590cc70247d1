package dev.imagepack.maven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

import dev.imagepack.ImagepackException;
import dev.imagepack.registry.http.CredentialCheck;

/**
 * Shows, for every registry that the build reads from or writes to, each source of credentials, why it was passed over, and
 * what the registry answered; fails when one refuses. Images and registries of every execution of {@code build-images} are
 * seen. Nothing is built, and no secret is shown. To find out about a push, an
 * upload is begun and given up. Run it by hand: {@code mvn imagepack:check-credentials}.
 */
@Mojo(name = "check-credentials", threadSafe = true)
public final class CheckCredentialsMojo extends RecipesGoal {

    /**
     * Skips this goal. The log says so.
     */
    @Parameter(property = "imagepack.skipCheckCredentials", defaultValue = "false")
    private boolean skipCheckCredentials;

    @Override
    String name() {
        return "check-credentials";
    }

    @Override
    boolean isSkipped() {
        return skipCheckCredentials;
    }

    @Override
    String skipProperty() {
        return "imagepack.skipCheckCredentials";
    }

    /** What is asked, and how its registry is reached. */
    private record Question(RegistriesConfiguration registries, RegistryUses.Use use) {}

    private Set<Question> questions(MavenLog log) throws IOException {
        Set<Question> questions = new LinkedHashSet<>();
        for (ImageParameters parameters : parameters()) {
            RegistriesConfiguration registries = registries(parameters.registries(), log);
            RegistryUses.of(images(parameters), registries)
                    .forEach(use -> questions.add(new Question(registries, use)));
        }
        return questions;
    }

    @Override
    void run(MavenLog log) throws IOException {
        if (session().isOffline()) {
            throw new ImagepackException(
                    "check-credentials: Maven is offline (-o), so no registry can be asked", "Run it without -o.");
        }
        Set<Question> questions = questions(log);
        List<String> refusing = new ArrayList<>();
        for (Question question : questions) {
            CredentialCheck check = CredentialCheck.of(
                    transport(question.registries(), log),
                    question.use().repository(),
                    question.use().access());
            log.checked(check);
            if (!check.taken()) {
                refusing.add(check.answer());
            }
        }
        log.checkedAll(questions.size());
        if (!refusing.isEmpty()) {
            throw new ImagepackException(
                    "check-credentials: not every registry can be used:\n- " + String.join("\n- ", refusing),
                    "The lines above say what each source of credentials has.");
        }
    }
}
