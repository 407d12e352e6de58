package com.callmissed.twilio;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import com.callmissed.events.LocalEventBus;

import static org.assertj.core.api.Assertions.assertThat;

/** {@link CallTest} checks the other rules, as part of calls. */
@QuarkusTest
class AnswerWaitTest {
    @Inject
    Vertx vertx;

    @Inject
    LocalEventBus bus;

    @Inject
    VoiceConfig config;

    @Test
    void keepsNoCallerInAProcessThatStops() throws Exception {
        AnswerWait wait = new AnswerWait(vertx, bus, config);
        CompletableFuture<Boolean> looked = new CompletableFuture<>();
        CompletableFuture<String> before = ask(wait, looked);
        looked.get(10, TimeUnit.SECONDS);
        assertThat(before).isNotDone();

        wait.stop(new ShutdownDelayInitiatedEvent());

        assertThat(before.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(ask(wait, looked).get(10, TimeUnit.SECONDS)).isNull();
    }

    private CompletableFuture<String> ask(AnswerWait wait, CompletableFuture<Boolean> looked) {
        long inAnHour = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        CompletableFuture<String> found = new CompletableFuture<>();
        vertx.runOnContext(nothing -> wait.<String>until(UUID.randomUUID(), inAnHour, () -> {
                    looked.complete(true);
                    return Uni.createFrom().nullItem();
                })
                .subscribe()
                .with(found::complete, found::completeExceptionally));
        return found;
    }
}
