package com.callmissed.twilio;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import com.callmissed.background.PeriodicTenantTask;
import com.callmissed.call.CallEndings;

/** Ends answers that no call has collected, because Twilio did not report the end of the call. */
@ApplicationScoped
class CallSweeper {
    private static final int BATCH = 100;

    private final VoiceConfig config;
    private final PeriodicTenantTask job;

    CallSweeper(Vertx vertx, CallEndings endings, VoiceConfig config) {
        this.config = config;
        this.job = new PeriodicTenantTask(
                vertx,
                "end uncollected answers",
                (limit, except) -> endings.uncollected(config.uncollectedAfter(), limit, except),
                tenant -> endings.failUncollected(tenant, config.uncollectedAfter(), BATCH));
    }

    void start(@Observes StartupEvent event) {
        job.start(config.sweep());
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }
}
