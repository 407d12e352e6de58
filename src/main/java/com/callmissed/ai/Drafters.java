package com.callmissed.ai;

import java.util.concurrent.TimeUnit;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

import com.callmissed.ai.ModelConfig.Provider;

/** Makes the drafter that the configuration asks for. */
class Drafters {
    private static final long CONNECT_SECONDS = 5;

    @Produces
    @Singleton
    Drafter drafter(ModelConfig config, DraftStore store, HistoryDrafter history, ModelMetrics metrics) {
        if (config.provider() == Provider.HISTORY) {
            return history;
        }
        ModelDrafter model = new ModelDrafter(store, new ModelClient(api(config), config), config);
        return new FallbackDrafter(model, history, metrics);
    }

    /** Follows no redirect: the thread goes to the configured host and nowhere else. */
    static ModelApi api(ModelConfig config) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(config.baseUrl().orElseThrow())
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .readTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .disableDefaultMapper(true)
                .followRedirects(false)
                .userAgent("callmissed-conversations")
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, config.concurrency())
                .build(ModelApi.class);
    }
}
