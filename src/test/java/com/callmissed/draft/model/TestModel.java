package com.callmissed.draft.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;

import com.callmissed.testing.ModelServer;

/** Configurations of the model provider. */
public final class TestModel {
    private TestModel() {}

    /** @param further names and values in turn, which win over {@code settings} */
    public static ModelConfig config(Map<String, String> settings, String... further) {
        Map<String, String> all = new HashMap<>(settings);
        for (int i = 0; i < further.length; i += 2) {
            all.put(further[i], further[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(ModelConfig.class)
                .withDefaultValues(all)
                .build()
                .getConfigMapping(ModelConfig.class);
    }

    /** That server with short pauses; {@code further} are names without their prefix, and values. */
    public static ModelConfig at(ModelServer server, String... further) {
        String[] named = further.clone();
        for (int i = 0; i < named.length; i += 2) {
            named[i] = "callmissed.ai." + named[i];
        }
        return config(
                Map.of(
                        "callmissed.ai.provider", "openai",
                        "callmissed.ai.base-url", server.baseUrl(),
                        "callmissed.ai.api-key", "sk-test",
                        "callmissed.ai.model", "small",
                        "callmissed.ai.retry-delay", "PT0.001S"),
                named);
    }

    /** What the client fails with when the model has not answered in time. */
    public static Throwable timeout() {
        return ModelFailure.timeout();
    }

    /** What the client fails with when the provider does not want the question. */
    public static Throwable refused() {
        return ModelFailure.status(400, Duration.ZERO, Duration.ofSeconds(1));
    }

    /** The same, for a provider that says nothing to it. */
    public static Throwable empty() {
        return ModelFailure.empty();
    }

    public static Throwable circuitOpen() {
        return ModelFailure.circuitOpen();
    }

    public static Throwable busy() {
        return ModelFailure.busy();
    }

    public static ModelMetrics metrics(MeterRegistry registry) {
        return new ModelMetrics(registry);
    }
}
