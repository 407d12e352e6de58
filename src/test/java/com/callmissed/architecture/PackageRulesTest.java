package com.callmissed.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static com.callmissed.architecture.OurClasses.ALL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

class PackageRulesTest {
    private static final int LONGEST_CLASS = 300;

    @Test
    void packagesFormNoCycle() {
        slices().matching("com.callmissed.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a capability that can be read without the others can be changed without the others")
                .check(ALL);
    }

    @Test
    void crossCuttingSlicesKnowNoFeature() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        in("http", "security", "events", "persistence", "config", "idempotency", "background"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("conversation", "bot", "ai", "channel", "realtime", "local"))
                .because("they change for other reasons than the features, and every feature stands on them")
                .check(ALL);
    }

    @Test
    void theLowestSlicesStandAlone() {
        mustNotKnow("events", "http", "security", "persistence", "config", "idempotency");
        mustNotKnow("config", "http", "security", "persistence", "events", "idempotency");
        mustNotKnow("persistence", "http", "security", "config", "idempotency");
        mustNotKnow("http", "security", "events", "idempotency");
        mustNotKnow("security", "idempotency");
        mustNotKnow("background", "http", "security", "persistence", "events", "config", "idempotency");
    }

    @Test
    void featuresKnowOnlyTheFeaturesBelowThem() {
        mustNotKnow("bot", "conversation", "ai", "channel", "realtime", "local");
        mustNotKnow("conversation", "ai", "channel", "realtime", "local");
        mustNotKnow("ai", "channel", "realtime", "local");
        mustNotKnow("channel", "ai", "realtime", "local");
        mustNotKnow("realtime", "conversation", "bot", "ai", "channel", "local");
    }

    @Test
    void nobodyKnowsTheRoot() {
        noClasses()
                .that()
                .resideInAPackage("com.callmissed.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.callmissed")
                .because("the root puts the parts together and is nobody's part")
                .check(ALL);
    }

    @Test
    void everyPackageSaysWhatLivesInIt() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/com/callmissed"))) {
            List<Path> silent = folders.filter(Files::isDirectory)
                    .filter(folder -> containsCode(folder) && !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(silent).as("packages without package-info.java").isEmpty();
        }
    }

    @Test
    void noClassIsLong() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            List<Path> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > LONGEST_CLASS)
                    .toList();
            assertThat(tooLong)
                    .as("a class this long has more than one reason to change")
                    .isEmpty();
        }
    }

    private static void mustNotKnow(String slice, String... others) {
        noClasses()
                .that()
                .resideInAnyPackage(in(slice))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in(others))
                .allowEmptyShould(true)
                .because("imports point one way: features to slices, and " + slice + " to what lies below it")
                .check(ALL);
    }

    private static String[] in(String... slices) {
        return Stream.of(slices).map(slice -> "com.callmissed." + slice + "..").toArray(String[]::new);
    }

    private static boolean containsCode(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
