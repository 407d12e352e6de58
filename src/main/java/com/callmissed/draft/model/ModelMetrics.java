package com.callmissed.draft.model;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What an operator watches of the model provider. No label names a tenant. */
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
                .description("From a question to the model to its reply or to the end of hoping for one")
                .register(registry);
    }

    private static Counter calls(MeterRegistry registry, String outcome) {
        return Counter.builder("callmissed.ai.calls")
                .description("Questions to the model: it replied, the history did instead, or nobody")
                .tag("outcome", outcome)
                .register(registry);
    }

    public Call begin() {
        return new Call(Timer.start());
    }

    /** One question; exactly one of its methods says what became of it. */
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
