package com.callmissed.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import com.callmissed.bot.Bots;
import com.callmissed.events.EventMetadata;
import com.callmissed.http.RequestId;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.UnitOfWork;
import com.callmissed.security.Caller;

/**
 * Takeover and hand-back. Once {@link #switchTo} has answered a pause, no automatic answer of that conversation leaves the
 * service: what is not claimed for sending will find a newer epoch, and what was claimed already is waited for.
 */
@ApplicationScoped
public class Autoreply {
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final UnitOfWork unitOfWork;
    private final OutboxStore outbox;
    private final OutboxMetrics metrics;
    private final Bots bots;

    Autoreply(UnitOfWork unitOfWork, OutboxStore outbox, OutboxMetrics metrics, Bots bots) {
        this.unitOfWork = unitOfWork;
        this.outbox = outbox;
        this.metrics = metrics;
        this.bots = bots;
    }

    /**
     * Lets the bot answer by itself, or keeps it silent. What is already so changes nothing and is no event. A pause answers only
     * when no automatic answer is being sent any more, or the lease of the one that is has ended.
     */
    public Uni<AutoreplyResponse> switchTo(Caller caller, UUID id, AutoreplyRequest request) {
        request.check();
        return change(caller, id, request)
                .chain(conversation -> request.enabled()
                        ? Uni.createFrom().item(new AutoreplyResponse(conversation, null))
                        : silence(caller.tenantId(), id)
                                .map(inFlight -> new AutoreplyResponse(conversation, inFlight)));
    }

    private Uni<ConversationResponse> change(Caller caller, UUID id, AutoreplyRequest request) {
        return unitOfWork.perform(events -> Conversations.lock(caller, id).chain(conversation -> {
            Instant now = Ids.now();
            Instant end = request.resumeAfter() == null ? null : now.plus(request.resumeAfter());
            boolean changed = request.enabled()
                    ? conversation.control.resume(caller.actor(), now)
                    : conversation.control.pause(caller.actor(), request.reason(), end, now);
            if (changed) {
                conversation.updatedAt = now;
            }
            return Conversations.snapshot(bots, conversation).invoke(snapshot -> {
                if (changed) {
                    events.record(new ConversationEvent.AutoreplyChanged(
                            new EventMetadata(caller.tenantId(), now, caller.actor(), RequestId.current()), snapshot));
                }
            });
        }));
    }

    /** Completes when no automatic answer is being sent; null when none was. Of several the least certain outcome counts. */
    private Uni<InFlight> silence(UUID tenantId, UUID conversationId) {
        long start = System.nanoTime();
        Context context = Vertx.currentContext();
        return outbox.automaticInFlight(tenantId, conversationId)
                .chain(claimed -> Multi.createFrom()
                        .iterable(claimed)
                        .onItem()
                        .transformToUniAndConcatenate(answer -> outcome(tenantId, answer))
                        .collect()
                        .asList())
                .map(outcomes ->
                        outcomes.stream().max(Comparator.naturalOrder()).orElse(null))
                .invoke(outcome -> {
                    if (outcome != null) {
                        metrics.takeoverWaited(Duration.ofNanos(System.nanoTime() - start));
                    }
                })
                .emitOn(command -> context.runOnContext(nothing -> command.run()));
    }

    private Uni<InFlight> outcome(UUID tenantId, OutboxStore.Claimed claimed) {
        return Multi.createBy()
                .repeating()
                .uni(() -> outbox.progress(tenantId, claimed.messageId()))
                .withDelay(LOOK_EVERY)
                .whilst(progress -> progress.leased() && claimed.claim().equals(progress.claim()))
                .collect()
                .last()
                .map(InFlight::of);
    }
}
