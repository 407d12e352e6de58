package com.callmissed.architecture;

import java.util.List;
import java.util.Timer;
import java.util.concurrent.ScheduledExecutorService;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.smallrye.mutiny.groups.MultiCreate;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import com.callmissed.background.PeriodicTask;
import com.callmissed.background.PeriodicTenantTask;

import static com.callmissed.testing.OurClasses.ALL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Work that no request waits for has one runner. */
class BackgroundRulesTest {
    private static final List<Class<?>> RUNNERS = List.of(PeriodicTask.class, PeriodicTenantTask.class);

    @Test
    void oneClassRepeatsWork() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(PeriodicTask.class)
                .should()
                .callMethodWhere(repeats())
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Timer.class)
                .because("a round must not overlap itself, must end in time, and must end with the process")
                .check(ALL);
    }

    @Test
    void whatStartsAPeriodicTaskStopsIt() {
        classes()
                .that()
                .doNotBelongToAnyOf(PeriodicTenantTask.class)
                .and(DescribedPredicate.describe("start a periodic task", owner -> calls(owner, "start")))
                .should(new ArchCondition<>("stop it") {
                    @Override
                    public void check(JavaClass owner, ConditionEvents events) {
                        boolean stops = calls(owner, "stop");
                        events.add(new SimpleConditionEvent(owner, stops, owner.getName() + " must stop its task"));
                    }
                })
                .because("work that continues while the pool is closed fails and logs a warning")
                .check(ALL);
    }

    private static DescribedPredicate<JavaCall<?>> repeats() {
        return DescribedPredicate.describe(
                "a timer that repeats itself",
                call -> call.getTargetOwner().isAssignableTo(Vertx.class)
                                && List.of("setPeriodic", "periodicStream").contains(call.getName())
                        || call.getTargetOwner().isAssignableTo(io.vertx.mutiny.core.Vertx.class)
                                && call.getName().startsWith("setPeriodic")
                        || call.getTargetOwner().isAssignableTo(MultiCreate.class)
                                && call.getName().equals("ticks")
                        || call.getTargetOwner().isAssignableTo(ScheduledExecutorService.class)
                                && call.getName().startsWith("schedule"));
    }

    private static boolean calls(JavaClass owner, String method) {
        return owner.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getName().equals(method)
                        && RUNNERS.stream()
                                .anyMatch(runner -> call.getTargetOwner().isEquivalentTo(runner)));
    }
}
