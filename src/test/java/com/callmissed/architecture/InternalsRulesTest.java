package com.callmissed.architecture;

import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

import static com.callmissed.testing.OurClasses.ALL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** Only one package uses internals of libraries. */
class InternalsRulesTest {
    private static final String PLATFORM = "com.callmissed.platform..";
    private static final String[] INTERNAL_PACKAGES = {
        "io.netty..",
        "io.vertx..impl..",
        "org.jboss.resteasy.reactive.client.impl..",
        "org.jboss.resteasy.reactive.common.core..",
        "org.jboss.resteasy.reactive.server.core..",
        "org.jboss.resteasy.reactive.server.handlers..",
        "org.jboss.resteasy.reactive.server.mapping..",
        "org.jboss.resteasy.reactive.server.spi..",
        "org.hibernate..impl..",
        "org.hibernate..internal..",
        "org.hibernate..spi..",
        "org.hibernate.engine..",
        "org.hibernate.reactive.pool..",
        "org.hibernate.reactive.session..",
        "io.smallrye..impl..",
        "io.smallrye..internal..",
        "io.quarkus.arc.impl..",
        "io.quarkus..runtime.."
    };

    /** Not in a package of internals, but no guide of Quarkus names them. */
    private static final Set<String> INTERNAL_TYPES = Set.of("io.quarkus.vertx.VertxContextSupport");

    /** The API of the core: the life of an application, and annotations. */
    private static final Set<String> CORE = Set.of("io.quarkus.runtime", "io.quarkus.runtime.annotations");

    /** Guides of Quarkus tell applications to use them: on HTTP, "Security tips and tricks", and on OpenTelemetry. */
    private static final Set<String> PUBLISHED = Set.of(
            "io.quarkus.vertx.http.runtime.filters.Filters",
            "io.quarkus.vertx.http.runtime.security.ChallengeData",
            "io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism",
            "io.quarkus.security.runtime.QuarkusSecurityIdentity",
            "io.quarkus.opentelemetry.runtime.propagation.TextMapPropagatorCustomizer");

    @Test
    void onePackageUsesInternals() {
        noClasses()
                .that()
                .resideOutsideOfPackage(PLATFORM)
                .should()
                .dependOnClassesThat(internal())
                .because("an upgrade may change them without notice, and then only one package has to change")
                .check(ALL);
    }

    @Test
    void internalsStayBehindTheSignaturesOfThatPackage() {
        codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(PLATFORM)
                .and(DescribedPredicate.describe("other packages can use", InternalsRulesTest::isVisible))
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should(showNoInternals())
                .because("any caller that gets an internal type depends on it")
                .check(ALL);
    }

    @Test
    void thatPackageUsesThem() {
        assertThat(ALL.stream()
                        .filter(type -> type.getPackageName().equals("com.callmissed.platform"))
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .filter(type -> type.getEnclosingClass().isEmpty()))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(type.getDirectDependenciesFromSelf())
                        .as("%s uses no internals and belongs elsewhere", type.getSimpleName())
                        .anyMatch(used -> internal().test(used.getTargetClass())));
    }

    private static boolean isVisible(JavaCodeUnit unit) {
        return isVisible(unit.getOwner().getModifiers())
                && isVisible(outermost(unit.getOwner()).getModifiers())
                && isVisible(unit.getModifiers());
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static DescribedPredicate<JavaClass> internal() {
        DescribedPredicate<JavaClass> inPackage = JavaClass.Predicates.resideInAnyPackage(INTERNAL_PACKAGES);
        return DescribedPredicate.describe("are internals", type -> {
            String name = outermost(type).getName();
            return INTERNAL_TYPES.contains(name)
                    || inPackage.test(type) && !CORE.contains(type.getPackageName()) && !PUBLISHED.contains(name);
        });
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(InternalsRulesTest::outermost).orElse(type);
    }

    private static ArchCondition<JavaCodeUnit> showNoInternals() {
        return new ArchCondition<>("show no internals") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean shows = internal().test(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream().anyMatch(internal());
                events.add(new SimpleConditionEvent(unit, !shows, unit.getFullName() + " must show no internals"));
            }
        };
    }
}
