package dev.firebreak.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/** What may depend on what, read from the compiled classes, so that no spelling gets round it. */
final class ArchitectureTest {
    private static final List<String> MODULES =
            List.of("core", "wire", "server", "cli", "app", "house");

    /** Built after this test; its sources are watched as text, by TidyTest and FormatTest. */
    private static final List<String> LATER = List.of("trial");

    private static final JavaClasses MAIN = classesIn("target/classes");
    private static final JavaClasses TESTS = classesIn("target/test-classes");

    /** Members that answer differently at another time or place, called or referred to. */
    private record Outside(String what, String members) {
        DescribedPredicate<JavaAccess<?>> reached() {
            return DescribedPredicate.describe(
                    "it reaches for " + what,
                    access -> access.getTarget().getFullName().matches(members));
        }
    }

    private static final Outside SLEEP = new Outside("sleep", "java\\.lang\\.Thread\\.sleep.*");

    private static final Outside STREAMS =
            new Outside("the standard streams", "java\\.lang\\.System\\.(out|err|in|console.*)");

    private static final DescribedPredicate<JavaClass> DIGESTING =
            DescribedPredicate.describe(
                    "make digests",
                    type ->
                            type.isEquivalentTo(MessageDigest.class)
                                    || type.isEquivalentTo(NoSuchAlgorithmException.class));

    private static final DescribedPredicate<JavaClass> SECURITY =
            DescribedPredicate.describe(
                    "are of java.security and make no digests",
                    type ->
                            type.getPackageName().startsWith("java.security")
                                    && !DIGESTING.test(type));

    private static final List<Outside> OUTSIDE =
            List.of(
                    new Outside("the clock", "java\\.time\\..*\\.(now|system\\w*|tick\\w*)\\(.*"),
                    new Outside(
                            "the clock", "java\\.lang\\.System\\.(currentTimeMillis|nanoTime).*"),
                    new Outside("the clock", "java\\.util\\.(Date|Timer)\\.<init>.*"),
                    new Outside("the environment", "java\\.lang\\.System\\.(getenv|getProperty).*"),
                    new Outside("threads", "java\\.lang\\.Thread\\..*"),
                    new Outside("chance", "java\\.util\\.(Splittable)?Random\\.<init>\\(\\)"),
                    new Outside(
                            "chance", "java\\.util\\.random\\.RandomGenerator\\.(getDefault|of).*"),
                    new Outside(
                            "chance",
                            "java\\.lang\\.Math\\.random.*|java\\.util\\.UUID\\.randomUUID.*"));

    @Test
    void everyModuleIsWatched() {
        var poms = Sources.endingWith("pom.xml").stream().map(Sources::name).toList();
        var watched =
                Stream.of(MODULES, LATER)
                        .flatMap(List::stream)
                        .map(module -> module + "/pom.xml")
                        .sorted()
                        .toList();
        assertEquals(
                watched,
                poms.stream().filter(pom -> pom.contains("/")).toList(),
                "add the module to MODULES");
        assertEquals(
                List.of(),
                MODULES.stream().filter(ArchitectureTest::unwatched).toList(),
                "modules without classes");
    }

    @Test
    void coreKnowsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage("dev.firebreak.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.firebreak.core..", "java..", "org.jspecify..")
                .because("a pure core can be replayed, simulated and read without a framework")
                .check(MAIN);
    }

    @Test
    void coreTouchesNothingOutside() {
        noClasses()
                .that()
                .resideInAPackage("dev.firebreak.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.sql..",
                        "java.util.concurrent..")
                .because("disk, network and threads belong to the edge")
                .check(MAIN);
    }

    @Test
    void coreDigestsAndSignsNothing() {
        noClasses()
                .that()
                .resideInAPackage("dev.firebreak.core..")
                .should()
                .dependOnClassesThat(SECURITY)
                .because("signatures are verified in wire, which hands on verified values")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage("dev.firebreak.core..")
                .and()
                .resideOutsideOfPackage("dev.firebreak.core.words..")
                .should()
                .dependOnClassesThat(DIGESTING)
                .because("words makes digests; the later steps compare them")
                .check(MAIN);
    }

    @Test
    void theToolKnowsNothingOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage("dev.firebreak.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.firebreak.server..")
                .because("a tool that goes round the API does not prove that the API suffices")
                .check(MAIN);
    }

    @Test
    void webReachesTheJournalThroughTheLoopOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.firebreak.server.http..",
                        "dev.firebreak.server.ddi..",
                        "dev.firebreak.server.api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.firebreak.server.journal..")
                .because(
                        "one loop decides what becomes a fact; a second writer would be a second truth")
                .check(MAIN);
    }

    @Test
    void onlyTheTerminalPrints() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.firebreak.cli.Terminal")
                .should()
                .accessTargetWhere(STREAMS.reached())
                .because("a program reads standard output: one class knows what may be on it")
                .check(MAIN);
    }

    @Test
    void coreIsToldTheTimeAndTheDice() {
        for (var outside : OUTSIDE) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.firebreak.core..")
                    .should()
                    .accessTargetWhere(outside.reached())
                    .because("the same log must give the same decisions: be handed time and chance")
                    .check(MAIN);
        }
    }

    @Test
    void testsNeitherSleepNorMock() {
        noClasses()
                .should()
                .accessTargetWhere(SLEEP.reached())
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mockito..", "org.easymock..")
                .because(
                        "a sleeping test is slow or flaky, and a mock proves only what its author believed")
                .check(TESTS);
    }

    @Test
    void noCycles() {
        slices().matching("dev.firebreak.(**)").should().beFreeOfCycles().check(MAIN);
    }

    private static JavaClasses classesIn(String folder) {
        return new ClassFileImporter()
                .importPaths(
                        MODULES.stream()
                                .map(module -> Sources.ROOT.resolve(module).resolve(folder))
                                .filter(Files::isDirectory)
                                .toList());
    }

    private static boolean unwatched(String module) {
        var target = Sources.ROOT.resolve(module).resolve("target");
        return Stream.of("classes", "test-classes")
                .map(target::resolve)
                .noneMatch(Files::isDirectory);
    }
}
