package dev.imagepack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Holds the packages to their arrows: who may know whom, and who alone may know an outside library. */
class ArchitectureTest {

    private static final String ROOT = "dev.imagepack";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** One line per package: its name, then what it may import besides itself and the root. */
    private static final List<String> ARROWS = List.of(
            "io:",
            "dockerfile:",
            "oci: io",
            "image: oci io dockerfile",
            "cache: oci io",
            "registry: oci io",
            "registry.credentials: registry oci io",
            "tls:",
            "registry.http: registry registry.credentials tls oci io",
            "download: oci",
            "engine: tls oci io",
            "build: image cache dockerfile oci io",
            "build.context: build registry image cache dockerfile oci io",
            "build.intake: build registry image cache oci io",
            "build.buildah: build build.context build.intake registry image cache dockerfile oci io",
            "build.embedded: build build.context build.intake registry download image cache dockerfile oci io",
            "build.engine: build build.context build.intake engine registry image cache dockerfile oci io",
            "pack: image cache oci io",
            "ship: registry engine pack image oci io");

    @TestFactory
    Stream<DynamicTest> aPackageImportsOnlyWhatItsRowAllows() {
        return ARROWS.stream().map(row -> {
            String name = row.substring(0, row.indexOf(':'));
            return DynamicTest.dynamicTest(
                    name,
                    () -> noClasses()
                            .that()
                            .resideInAPackage(ROOT + "." + name)
                            .should()
                            .dependOnClassesThat(ofOursOutside(allowed(row)))
                            .check(MAIN));
        });
    }

    @Test
    void everyPackageHasARow() {
        List<String> known = new ArrayList<>(ARROWS.stream()
                .map(row -> ROOT + "." + row.substring(0, row.indexOf(':')))
                .toList());
        known.add(ROOT);
        known.add(ROOT + ".maven");
        classes().should().resideInAnyPackage(known.toArray(String[]::new)).check(MAIN);
    }

    @Test
    void noTwoPackagesNeedEachOther() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void onlyTheMavenPackageKnowsMaven() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".maven")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.maven..", "org.codehaus.plexus..", "javax.inject..", "org.slf4j..")
                .check(MAIN);
    }

    @Test
    void everyPackageSaysInOneSentenceWhatItIs() throws Exception {
        try (Stream<Path> directories = Files.walk(Path.of("src/main/java/dev/imagepack"))) {
            List<Path> silent = directories
                    .filter(Files::isDirectory)
                    .filter(ArchitectureTest::holdsSources)
                    .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                    .toList();
            if (!silent.isEmpty()) {
                throw new AssertionError("no package-info.java in " + silent);
            }
        }
    }

    private static boolean holdsSources(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> allowed(String row) {
        List<String> packages = new ArrayList<>(List.of(ROOT, ROOT + "." + row.substring(0, row.indexOf(':'))));
        Arrays.stream(row.substring(row.indexOf(':') + 1).trim().split(" "))
                .filter(name -> !name.isEmpty())
                .map(name -> ROOT + "." + name)
                .forEach(packages::add);
        return packages;
    }

    private static DescribedPredicate<JavaClass> ofOursOutside(List<String> packages) {
        return DescribedPredicate.describe(
                "are ours and outside " + packages,
                target -> target.getPackageName().startsWith(ROOT) && !packages.contains(target.getPackageName()));
    }
}
