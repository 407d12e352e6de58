package com.callmissed.draft.model;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;

/** Metrics of the model provider, from the start. No label names a tenant. */
@Startup
@ApplicationScoped
public class ModelMetrics {
    private final Counter ok;
    private final Counter fallback;
    private final Counter error;
    private final Timer time;

    ModelMetrics(MeterRegistry registry) {
        ok = calls(registry, "ok");
        fallback = calls(registry, "fallback");
        error = calls(registry, "error");
        time = Timer.builder("callmissed.ai.time")
                .description("From a request to the model to its reply or failure")
                .register(registry);
    }

    private static Counter calls(MeterRegistry registry, String outcome) {
        return Counter.builder("callmissed.ai.calls")
                .description("Requests to the model: it replied, a stored text replaced the reply, or neither")
                .tag("outcome", outcome)
                .register(registry);
    }

    public Call begin() {
        return new Call(Timer.start());
    }

    /** One request. Exactly one method is called, with its outcome. */
    public final class Call {
        private final Timer.Sample sample;

        private Call(Timer.Sample sample) {
            this.sample = sample;
        }

        public void answered() {
            end(ok);
        }

        public void replaced() {
            end(fallback);
        }

        public void failed() {
            end(error);
        }

        private void end(Counter outcome) {
            sample.stop(time);
            outcome.increment();
        }
    }
}
