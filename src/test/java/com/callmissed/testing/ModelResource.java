package com.callmissed.testing;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A {@link ModelServer} that writes the drafts of an application; a test gets it in a field. */
public class ModelResource implements QuarkusTestResourceLifecycleManager {
    public static final String KEY = "sk-a-key-that-nobody-may-see";

    private final ModelServer server = ModelServer.start();

    @Override
    public Map<String, String> start() {
        return Map.of(
                "callmissed.ai.provider", "openai",
                "callmissed.ai.base-url", server.baseUrl(),
                "callmissed.ai.api-key", KEY,
                "callmissed.ai.model", "small",
                "callmissed.ai.retry-delay", "1ms",
                "callmissed.ai.context-tokens", "200",
                "callmissed.ai.circuit.window", "1000");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(server, new TestInjector.MatchesType(ModelServer.class));
    }

    @Override
    public void stop() {
        server.close();
    }
}
