package com.callmissed.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.annotation.security.PermitAll;
import jakarta.persistence.Entity;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.core.Response;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.websockets.next.WebSocket;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.groups.UniAwait;
import io.vertx.core.eventbus.EventBus;
import io.vertx.mutiny.sqlclient.Pool;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.junit.jupiter.api.Test;

import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.LocalEventBus;
import com.callmissed.http.Idempotent;
import com.callmissed.lifecycle.DatabaseWait;

import static com.callmissed.testing.OurClasses.ALL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

class CodeRulesTest {
    private static final List<Class<? extends java.lang.annotation.Annotation>> HTTP_METHODS =
            List.of(GET.class, POST.class, PUT.class, PATCH.class, DELETE.class);
    private static final List<Class<? extends java.lang.annotation.Annotation>> ACCESS =
            List.of(PermissionsAllowed.class, Authenticated.class, PermitAll.class);

    @Test
    void everyResourceMethodSaysWhoMayCallIt() {
        methods()
                .that(are(HTTP_METHODS))
                .and()
                .areDeclaredInClassesThat()
                .areNotAnnotatedWith(RegisterRestClient.class)
                .should(carryOneOf(ACCESS))
                .because("access is declared where the operation is, and an operation without it refuses every request")
                .check(ALL);
    }

    @Test
    void everySocketSaysWhoMayOpenIt() {
        classes()
                .that()
                .areAnnotatedWith(WebSocket.class)
                .should()
                .beAnnotatedWith(Authenticated.class)
                .orShould()
                .beAnnotatedWith(PermissionsAllowed.class)
                .because("denying unannotated endpoints covers REST resources only; only the class guards an upgrade")
                .check(ALL);
    }

    @Test
    void everyPostAndPutHonoursAnIdempotencyKey() {
        methods()
                .that(are(List.of(POST.class, PUT.class)))
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackages("com.callmissed.whatsapp", "com.callmissed.twilio")
                .and()
                .areDeclaredInClassesThat()
                .areNotAnnotatedWith(RegisterRestClient.class)
                .should()
                .beAnnotatedWith(Idempotent.class)
                .andShould(answerAResponse())
                .because("contract section 2 promises it for each; webhooks have the provider's own ids")
                .check(ALL);
    }

    @Test
    void entitiesStayInTheirPackage() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .because(
                        "an entity outside its package is a column that nobody can rename, or a session that has ended")
                .check(ALL);
    }

    @Test
    void resourcesNeitherOpenSessionsNorWriteSql() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Pool.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Panache.class)
                .because("a resource maps HTTP to a use case, which owns the transaction")
                .check(ALL);
    }

    /**
     * For any class but {@code Object}, Hibernate creates a result builder without {@code equals}, so each call adds a
     * plan to its cache.
     */
    @Test
    void nativeQueriesAnswerObjects() throws IOException {
        Pattern typed = Pattern.compile("createNativeQuery\\([^;]*?,\\s*(?!Object)\\w+(\\[])?\\.class\\)");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern(typed));
        }
    }

    @Test
    void authenticationOpensNoSession() {
        noClasses()
                .that()
                .areAssignableTo(IdentityProvider.class)
                .or()
                .areAssignableTo(HttpAuthenticationMechanism.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarkus.hibernate.reactive..")
                .because("the session belongs to the request's unit of work, and two operations on it at once break it")
                .check(ALL);
    }

    @Test
    void oneClassKnowsTheEventBus() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(LocalEventBus.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(EventBus.class)
                .because("one class shows what goes over the bus, and in which order")
                .check(ALL);
    }

    @Test
    void metadataOfEventsIsMadeInOnePlace() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(EventMetadata.class)
                .should()
                .callConstructor(EventMetadata.class, UUID.class, Instant.class, Actor.class, String.class)
                .because("an event must not leave out who caused it, when, and for which request")
                .check(ALL);
    }

    /** They wait on the main thread: {@code DatabaseWait} before there are event loops, {@code Desk} in a command. */
    @Test
    void nothingWaits() {
        noClasses()
                .that()
                .areNotAssignableTo(DatabaseWait.class)
                .and()
                .doNotHaveFullyQualifiedName("com.callmissed.admin.Desk")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(UniAwait.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(CompletableFuture.class, "join")
                .orShould()
                .callMethod(CompletableFuture.class, "get")
                .because("an event loop that blocks serves no other request")
                .check(ALL);
    }

    private static DescribedPredicate<JavaMethod> are(List<Class<? extends java.lang.annotation.Annotation>> kinds) {
        return DescribedPredicate.describe(
                "are annotated with one of " + kinds, method -> kinds.stream().anyMatch(method::isAnnotatedWith));
    }

    private static ArchCondition<JavaMethod> carryOneOf(List<Class<? extends java.lang.annotation.Annotation>> kinds) {
        return condition("carry one of " + kinds, method -> {
            JavaClass owner = method.getOwner();
            return kinds.stream().anyMatch(kind -> method.isAnnotatedWith(kind) || owner.isAnnotatedWith(kind));
        });
    }

    private static ArchCondition<JavaMethod> answerAResponse() {
        Set<String> expected = Set.of(Uni.class.getName(), Response.class.getName());
        return condition("answer Uni<Response>", method -> method.getReturnType().getAllInvolvedRawTypes().stream()
                .map(JavaClass::getName)
                .collect(java.util.stream.Collectors.toSet())
                .equals(expected));
    }

    private static ArchCondition<JavaMethod> condition(
            String description, java.util.function.Predicate<JavaMethod> holds) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                if (!holds.test(method)) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName() + " must " + description));
                }
            }
        };
    }
}
