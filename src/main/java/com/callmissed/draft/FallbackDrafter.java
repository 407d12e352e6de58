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
 * Asks the model, and the history when the model is away. A person who asked for a draft gets one that somebody wrote to a
 * question like this, or learns that there is none now; a customer at least hears that the message has arrived.
 */
final class FallbackDrafter implements Drafter {
    private static final Logger LOG = Logger.getLogger(FallbackDrafter.class);
    private static final String SECONDS_UNTIL_RETRY = "5";

    private final Drafter model;
    private final HistoryDrafter history;
    private final ModelMetrics metrics;

    FallbackDrafter(Drafter model, HistoryDrafter history, ModelMetrics metrics) {
        this.model = model;
        this.history = history;
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
                        return instead(request).invoke(call::replaced);
                    })
                    .onFailure()
                    .invoke(call::failed);
        });
    }

    /** A customer can wait for a better moment, which a person at the dashboard would not. */
    private static boolean waits(ModelFailure failure, DraftRequest request) {
        return failure.isBusy() && request.purpose() == DraftPurpose.AUTOMATIC;
    }

    /** What was not asked has a cause that was logged before, and there may be much of it. */
    private static void log(ModelFailure failure) {
        LOG.logf(
                failure.wasAsked() ? Logger.Level.WARN : Logger.Level.DEBUG,
                "The model provider gave no reply: %s",
                failure.getMessage());
    }

    private Uni<Draft> instead(DraftRequest request) {
        return request.purpose() == DraftPurpose.AUTOMATIC
                ? history.draft(request)
                : history.answered(request)
                        .map(answer -> Draft.free(answer.orElseThrow(FallbackDrafter::providerError)));
    }

    private static ApiException providerError() {
        return new ApiException(
                ErrorCode.PROVIDER_ERROR,
                "The model provider cannot answer right now, try again",
                List.of(),
                Map.of("Retry-After", SECONDS_UNTIL_RETRY));
    }
}
