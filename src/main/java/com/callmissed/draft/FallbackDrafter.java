package com.callmissed.draft;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.background.CallerContext;
import com.callmissed.draft.model.ModelFailure;
import com.callmissed.draft.model.ModelMetrics;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

/**
 * Asks the model, and uses a stored text if the model does not reply. A person gets a saved answer or an earlier answer
 * to a similar question, or an error if there is none. A customer gets a saved answer that is automatic or the
 * acknowledgement, and always the acknowledgement if the provider has refused the question.
 */
final class FallbackDrafter implements Drafter {
    private static final Logger LOG = Logger.getLogger(FallbackDrafter.class);
    private static final String SECONDS_UNTIL_RETRY = "5";

    private final Drafter model;
    private final StoredDrafter stored;
    private final ModelMetrics metrics;

    FallbackDrafter(Drafter model, StoredDrafter stored, ModelMetrics metrics) {
        this.model = model;
        this.stored = stored;
        this.metrics = metrics;
    }

    @Override
    public Uni<Draft> draft(DraftRequest request) {
        return Uni.createFrom().deferred(() -> {
            Executor caller = CallerContext.executor();
            ModelMetrics.Call call = metrics.begin();
            return model.draft(request)
                    .emitOn(caller)
                    .invoke(call::answered)
                    .onFailure(failure -> failure instanceof ModelFailure model && !waits(model, request))
                    .recoverWithUni(failure -> {
                        log((ModelFailure) failure);
                        return instead(request, (ModelFailure) failure).invoke(call::replaced);
                    })
                    .onFailure()
                    .invoke(call::failed);
        });
    }

    /** A customer can wait until the provider is less busy. A person at the dashboard would not. */
    private static boolean waits(ModelFailure failure, DraftRequest request) {
        return failure.isBusy() && request.waits();
    }

    /** A request that was not sent is logged at a lower level: its cause is in the log already. */
    private static void log(ModelFailure failure) {
        LOG.logf(
                failure.wasAsked() ? Logger.Level.WARN : Logger.Level.DEBUG,
                "The model provider gave no reply: %s",
                failure.getMessage());
    }

    private Uni<Draft> instead(DraftRequest request, ModelFailure failure) {
        if (request.purpose() == DraftPurpose.DRAFT) {
            return stored.found(request).onItem().ifNull().failWith(FallbackDrafter::providerError);
        }
        return failure.isRefusal()
                ? Uni.createFrom().item(Draft.acknowledgement(request.botName()))
                : stored.draft(request);
    }

    private static ApiException providerError() {
        return new ApiException(
                ErrorCode.PROVIDER_ERROR,
                "The model provider cannot answer right now, try again",
                List.of(),
                Map.of("Retry-After", SECONDS_UNTIL_RETRY));
    }
}
