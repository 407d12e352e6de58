package com.callmissed.autoreply;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import com.callmissed.events.UnitOfWork;
import com.callmissed.http.RequestDeadline;
import com.callmissed.outbound.OutboxConfig;
import com.callmissed.outbound.OutboxMetrics;
import com.callmissed.persistence.Ids;
import com.callmissed.security.Caller;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.LockedThread;
import com.callmissed.thread.Threads;

/**
 * Takeover and hand-back. After {@link #switchTo} has confirmed a pause, no automatic answer of that conversation
 * leaves the service. An answer that is not claimed for sending is dropped, because the epoch has changed. An answer
 * that is claimed is waited for.
 */
@ApplicationScoped
public class Autoreply {
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final UnitOfWork unitOfWork;
    private final Threads threads;
    private final InFlightStore inFlights;
    private final OutboxMetrics metrics;
    private final Duration longestSend;

    Autoreply(
            UnitOfWork unitOfWork,
            Threads threads,
            InFlightStore inFlights,
            OutboxMetrics metrics,
            OutboxConfig outbox) {
        this.unitOfWork = unitOfWork;
        this.threads = threads;
        this.inFlights = inFlights;
        this.metrics = metrics;
        this.longestSend = outbox.lease();
    }

    /**
     * Switches automatic answers on or off. Without a change there is no event. Switching them on also makes a
     * conversation active that the service itself has escalated. A pause completes when no automatic answer is being
     * sent any more, or when the lease of that answer has ended.
     */
    public Uni<AutoreplyResponse> switchTo(Caller caller, UUID id, AutoreplyRequest request) {
        request.check();
        return change(caller, id, request)
                .chain(switched -> counted(request, switched, silence(caller.tenantId(), switched.claimed()))
                        .map(inFlight -> new AutoreplyResponse(switched.conversation(), inFlight)));
    }

    /** The takeover is stored already. Without an outcome the caller does not know whether the bot is silent. */
    private Uni<InFlight> counted(AutoreplyRequest request, Switched switched, Uni<InFlight> silence) {
        return request.enabled() || !switched.changed()
                ? silence
                : silence.onTermination()
                        .invoke((inFlight, failure, cancelled) -> metrics.takenOver(failure == null && !cancelled));
    }

    private Uni<Switched> change(Caller caller, UUID id, AutoreplyRequest request) {
        return unitOfWork.perform(events -> threads.lock(caller.tenantId(), id).chain(thread -> {
            Instant now = Ids.now();
            Instant end = request.resumeAfter() == null ? null : now.plus(request.resumeAfter());
            Uni<LockedThread.Switched> change = request.enabled()
                    ? thread.handBack(caller.actor(), now)
                    : thread.pause(caller.actor(), request.reason(), end, now);
            return change.invoke(changed -> {
                        if (changed.status()) {
                            events.record(new ConversationEvent.StatusChanged(caller.causes(now), thread.snapshot()));
                        }
                        if (changed.autoreply()) {
                            events.record(
                                    new ConversationEvent.AutoreplyChanged(caller.causes(now), thread.snapshot()));
                        }
                    })
                    .chain(changed -> claimed(thread, request)
                            .map(claimed -> new Switched(thread.snapshot(), changed.autoreply(), claimed)));
        }));
    }

    /** Must run under the row lock. Later, the answer could have its outcome and would not be found. */
    private Uni<List<InFlightStore.Claimed>> claimed(LockedThread thread, AutoreplyRequest request) {
        return request.enabled() ? Uni.createFrom().item(List.of()) : inFlights.automaticInFlight(thread);
    }

    /**
     * Completes when no automatic answer is being sent. Returns the least certain outcome; null if none was being sent.
     */
    private Uni<InFlight> silence(UUID tenantId, List<InFlightStore.Claimed> claimed) {
        long start = System.nanoTime();
        if (!claimed.isEmpty()) {
            RequestDeadline.extend(longestSend);
        }
        Context context = Vertx.currentContext();
        return Multi.createFrom()
                .iterable(claimed)
                .onItem()
                .transformToUniAndConcatenate(answer -> outcome(tenantId, answer))
                .collect()
                .asList()
                .map(outcomes ->
                        outcomes.stream().max(Comparator.naturalOrder()).orElse(null))
                .invoke(outcome -> {
                    if (outcome != null) {
                        metrics.takeoverWaited(Duration.ofNanos(System.nanoTime() - start));
                    }
                })
                .emitOn(command -> context.runOnContext(nothing -> command.run()));
    }

    private Uni<InFlight> outcome(UUID tenantId, InFlightStore.Claimed claimed) {
        return Multi.createBy()
                .repeating()
                .uni(() -> inFlights.progress(tenantId, claimed.messageId()))
                .withDelay(LOOK_EVERY)
                .whilst(progress -> progress.leased() && claimed.claim().equals(progress.claim()))
                .collect()
                .last()
                .map(InFlight::of);
    }

    /**
     * @param changed false if the conversation was as the caller wants it
     * @param claimed the automatic answers that were being sent at that moment
     */
    private record Switched(ConversationResponse conversation, boolean changed, List<InFlightStore.Claimed> claimed) {}
}
