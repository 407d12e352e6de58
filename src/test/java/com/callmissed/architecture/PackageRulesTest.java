package com.callmissed.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

import static com.callmissed.testing.OurClasses.ALL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

class PackageRulesTest {
    private static final int LONGEST_CLASS = 300;
    private static final int LARGEST_PACKAGE = 30;
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?com\\.callmissed\\.([a-z.]*)\\.?[A-Z]", Pattern.MULTILINE);

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(Sources.javaFiles().stream().map(Sources::packageOf))
                .as("a new package needs a line in Layers")
                .allMatch(Layers::isKnown);
    }

    @Test
    void classesUseLowerPackagesOnly() {
        classes()
                .should(useLowerPackagesOnly())
                .because("what is below changes for fewer reasons, and can be read without what is above")
                .check(ALL);
    }

    /** Constants leave no trace in the bytecode of their users, nor do links of javadoc. */
    @Test
    void importsPointDownward() {
        for (Path file : Sources.javaFiles()) {
            String own = Sources.packageOf(file);
            assertThat(IMPORT.matcher(Sources.read(file)).results().map(found -> stripDot(found.group(1))))
                    .as("imports of %s", file)
                    .allMatch(imported -> imported.equals(own) || Layers.isAbove(own, imported));
        }
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("com.callmissed.(**)")
                .should()
                .beFreeOfCycles()
                .because("a capability that can be read without the others can be changed without the others")
                .check(ALL);
    }

    @Test
    void classesOfDifferentPackagesFormNoCycle() {
        Map<JavaClass, Set<JavaClass>> uses = ALL.stream()
                .collect(Collectors.groupingBy(
                        PackageRulesTest::outermost,
                        Collectors.flatMapping(PackageRulesTest::used, Collectors.toSet())));
        Set<String> circles = new TreeSet<>();
        uses.forEach((one, others) -> others.stream()
                .filter(other -> !other.getPackageName().equals(one.getPackageName()))
                .filter(other -> Circles.leads(other, one, uses))
                .forEach(other -> circles.add(one.getName() + " and " + other.getName())));
        assertThat(circles).as("classes that need each other belong together").isEmpty();
    }

    @Test
    void noTwoClassesShareAName() {
        Map<String, List<String>> byName = ALL.stream()
                .filter(type -> type.getEnclosingClass().isEmpty()
                        && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        type -> type.getSimpleName().toLowerCase(Locale.ROOT),
                        Collectors.mapping(JavaClass::getName, Collectors.toList())));
        assertThat(byName.values()).as("a name must identify one class").allMatch(names -> names.size() == 1);
    }

    @Test
    void noPackageIsLarge() {
        Map<String, Long> sizes = Sources.javaFiles().stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(Sources::packageOf, Collectors.counting()));
        assertThat(sizes)
                .as("more classes than this are more than one subject")
                .allSatisfy((name, size) ->
                        assertThat(size).as("classes of '%s'", name).isLessThanOrEqualTo(LARGEST_PACKAGE));
    }

    @Test
    void everyPackageSaysWhatLivesInIt() {
        assertThat(Sources.javaFiles())
                .as("packages without package-info.java")
                .allMatch(file -> Files.exists(file.resolveSibling("package-info.java")));
    }

    @Test
    void noClassIsLong() {
        assertThat(Sources.list(Path.of("src/main"), ".java"))
                .as("a class this long has more than one reason to change")
                .allMatch(file -> Sources.read(file).lines().count() <= LONGEST_CLASS);
    }

    private static ArchCondition<JavaClass> useLowerPackagesOnly() {
        return new ArchCondition<>("use lower packages only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String own = Layers.nameOf(type);
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (ALL.contain(target.getName())) {
                        String other = Layers.nameOf(target);
                        if (!other.equals(own) && !Layers.isAbove(own, other)) {
                            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                        }
                    }
                }
            }
        };
    }

    private static Stream<JavaClass> used(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> ALL.contain(target.getName()))
                .map(PackageRulesTest::outermost);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(PackageRulesTest::outermost).orElse(type);
    }

    private static String stripDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
