package com.callmissed.draft;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.callmissed.draft.model.ModelClient;
import com.callmissed.draft.model.ModelConfig;
import com.callmissed.draft.model.ModelConfig.Provider;
import com.callmissed.draft.model.ModelMetrics;

/** Creates the configured drafter. */
class DrafterFactory {
    @Produces
    @Singleton
    Drafter drafter(ModelConfig config, DraftStore store, StoredDrafter stored, ModelMetrics metrics) {
        if (config.provider() == Provider.HISTORY) {
            return stored;
        }
        ModelDrafter model = new ModelDrafter(store, ModelClient.of(config), config);
        return new FallbackDrafter(model, stored, metrics);
    }
}
