package com.callmissed.architecture;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludePackages;
import org.junit.platform.suite.api.SelectPackages;

import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestLevel;

import static org.assertj.core.api.Assertions.assertThat;

/** Exactly one run of the build finds each test, see {@link TestLevel}. */
class TestLevelsTest {
    private static final Map<TestLevel, List<JavaClass>> TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("com.callmissed").stream()
                    .filter(type ->
                            type.getMethods().stream().anyMatch(method -> method.isMetaAnnotatedWith(Testable.class)))
                    .collect(Collectors.groupingBy(type -> TestLevel.of(type.reflect())));

    @Test
    void unitAndComponentTestsHaveTheNameThatSurefireLooksFor() {
        assertThat(names(TestLevel.UNIT, TestLevel.COMPONENT)).isNotEmpty().allMatch(name -> name.endsWith("Test"));
    }

    @Test
    void packageTestsHaveTheNameThatFailsafeLooksFor() {
        assertThat(names(TestLevel.PACKAGE)).isNotEmpty().allMatch(name -> name.endsWith("IT"));
        assertThat(names(TestLevel.SOAK)).isNotEmpty().allMatch(name -> name.endsWith("IT") || name.endsWith("Test"));
    }

    @Test
    void onlyComponentTestsRunInsideTheApplication() {
        assertThat(tests(TestLevel.PACKAGE, TestLevel.SOAK)).noneMatch(test -> test.isAnnotatedWith(QuarkusTest.class));
    }

    @Test
    void onlyPackageTestsStartThePackagedService() {
        assertThat(tests(TestLevel.UNIT, TestLevel.COMPONENT))
                .filteredOn(test -> !test.isEquivalentTo(TestLevelsTest.class))
                .noneMatch(test -> test.getDirectDependenciesFromSelf().stream()
                        .anyMatch(use -> use.getTargetClass().isEquivalentTo(PackagedApp.class)));
    }

    @Test
    void eachComponentTestIsInOneHalf() throws ClassNotFoundException {
        Class<?> first = Class.forName("com.callmissed.suite.FirstHalfSuite");
        Class<?> second = Class.forName("com.callmissed.suite.SecondHalfSuite");
        assertThat(second.getAnnotation(ExcludePackages.class).value())
                .isEqualTo(first.getAnnotation(IncludePackages.class).value())
                .isNotEmpty();
        assertThat(second.getAnnotation(SelectPackages.class)).isEqualTo(first.getAnnotation(SelectPackages.class));
    }

    private static Stream<JavaClass> tests(TestLevel... levels) {
        return Stream.of(levels).flatMap(level -> TESTS.get(level).stream());
    }

    private static Stream<String> names(TestLevel... levels) {
        return tests(levels).map(TestLevelsTest::outermost).map(JavaClass::getSimpleName);
    }

    private static JavaClass outermost(JavaClass test) {
        return test.getEnclosingClass().map(TestLevelsTest::outermost).orElse(test);
    }
}
