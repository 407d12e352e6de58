package com.callmissed.draft;

import io.smallrye.mutiny.Uni;

import com.callmissed.draft.model.ModelClient;
import com.callmissed.draft.model.ModelConfig;
import com.callmissed.draft.model.ModelFailure;
import com.callmissed.draft.model.ModelRequest;
import com.callmissed.http.RequestDeadline;

/**
 * Proposes the reply of a model. Fails with a {@link ModelFailure} if the model does not reply; may complete on any
 * thread.
 */
final class ModelDrafter implements Drafter {
    private final DraftStore store;
    private final ModelClient client;
    private final ModelConfig config;

    ModelDrafter(DraftStore store, ModelClient client, ModelConfig config) {
        this.store = store;
        this.client = client;
        this.config = config;
    }

    @Override
    public Uni<Draft> draft(DraftRequest request) {
        RequestDeadline.extend(config.timeout());
        return store.thread(request, config.contextTokens())
                .map(thread -> Prompt.of(request, thread, config.contextTokens()))
                .chain(turns -> client.ask(request.tenantId(), ModelRequest.of(config, turns)))
                .map(answer -> Draft.ofModel(answer.text(), answer.tokensUsed()));
    }
}
