package com.callmissed.outbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.background.Backoff;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.persistence.Constraints;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.DropReason;
import com.callmissed.thread.LockedThread;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.MessageRow;

/**
 * Outgoing messages, from the claim to the outcome. One message of a conversation is claimed at a time, in the order of
 * seq. Every call is a short transaction of its own. No transaction is open while a provider is called. Safe for use by
 * several processes.
 */
@ApplicationScoped
public class Outbox {
    private static final String PROVIDER_ID_UNIQUE = "message_provider_id_uq";
    /** The longest wait that a provider can ask for. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** How long a known outcome is kept in memory while the database is away. */
    private static final Duration KEPT = Duration.ofMinutes(2);

    private final Transactions transactions;
    private final OutboxStore store;
    private final OutboxConfig config;
    private final OutboxMetrics metrics;

    Outbox(Transactions transactions, OutboxStore store, OutboxConfig config, OutboxMetrics metrics) {
        this.transactions = transactions;
        this.store = store;
        this.config = config;
        this.metrics = metrics;
    }

    /** Queues a person's message that was just stored, in the transaction of the thread. */
    public Uni<Void> enqueue(LockedThread thread, UUID messageId, int seq) {
        return store.enqueue(thread, messageId, seq);
    }

    /** A conversation that has something to send. */
    record Waiting(UUID tenantId, UUID conversationId, UUID botId) {}

    /**
     * Up to {@code limit} conversations, of any tenant, whose first message is due and not held. The longest wait comes
     * first.
     *
     * @param except bots whose conversations are left out; null for none
     */
    Uni<List<Waiting>> due(Channel channel, int limit, UUID[] except) {
        return store.due(channel, limit, except);
    }

    /**
     * Claims the first message of the conversation for this process, with the conversation's row locked. An automatic
     * answer that was decided under an earlier epoch fails instead, and so does a message for which the reply window
     * has closed. A message that is held stays queued, see {@link OutboundHold}.
     *
     * @return null when nothing is to be sent now
     */
    public Uni<OutgoingMessage> claim(UUID tenantId, UUID conversationId) {
        return transactions
                .perform(
                        connection -> store.first(connection, tenantId, conversationId)
                                .onItem()
                                .ifNotNull()
                                .transformToUni(first -> decide(connection, first)),
                        Outbox::events)
                .invoke(this::count)
                .map(decided -> decided == null || decided.changed() != null ? null : decided.message());
    }

    private Uni<Decided> decide(SqlConnection connection, OutboxStore.First first) {
        OutgoingMessage message = first.message();
        if (message.claim() != null
                || first.status() != DeliveryStatus.SENDING && first.status() != DeliveryStatus.QUEUED) {
            // Its sender ended without an outcome, or a report was faster than the outcome.
            DeliveryStatus status = message.claim() != null ? DeliveryStatus.UNCERTAIN : first.status();
            return store.settle(connection, message, status, null, metadata(message, null))
                    .map(rows -> new Decided(message, rows, null));
        }
        DropReason reason = message.automatic() ? first.standing().refusal(message.messageId(), first.epoch()) : null;
        if (reason != null || !first.standing().windowOpen()) {
            Map<String, Object> error = FailureReasons.of(reason == null ? DropReason.REPLY_WINDOW_CLOSED : reason)
                    .error();
            return store.settle(connection, message, DeliveryStatus.FAILED, null, metadata(message, error))
                    .map(rows -> new Decided(message, rows, reason));
        }
        OutgoingMessage claimed = message.claimedAs(UUID.randomUUID(), System.nanoTime());
        return store.claim(connection, claimed, config.lease())
                .map(ours -> ours ? new Decided(claimed, null, null) : null);
    }

    /** Writes the result of an attempt at a message that has one part. */
    public Uni<Void> settle(OutgoingMessage message, SendResult result) {
        return settle(message, result, true);
    }

    /**
     * Writes the result of an attempt. Retries for a while when the database is away; after that the message counts as
     * uncertain.
     *
     * @param last false when more parts of the message follow the one that was sent
     */
    Uni<Void> settle(OutgoingMessage message, SendResult result, boolean last) {
        return Uni.createFrom()
                .deferred(() -> write(message, result, last))
                .onFailure(failure -> !Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(5))
                .expireIn(KEPT.toMillis());
    }

    private Uni<Void> write(OutgoingMessage message, SendResult result, boolean last) {
        if (result instanceof SendResult.Accepted && !last) {
            return store.nextPart(message)
                    .chain(ours -> ours ? done() : end(message.withNextPart(), FailureReasons.INCOMPLETE));
        }
        if (result instanceof SendResult.TryLater later && message.failures() + 1 < config.attempts()) {
            metrics.count(OutboxMetrics.RETRIED);
            return store.postpone(message, pause(later, message.failures()))
                    .chain(ours -> ours ? done() : end(message, later));
        }
        return end(message, result);
    }

    private Uni<Void> end(OutgoingMessage message, SendResult result) {
        return settled(message, result).invoke(this::count).replaceWithVoid();
    }

    private Uni<Decided> settled(OutgoingMessage message, SendResult result) {
        if (result instanceof SendResult.Accepted accepted) {
            return settle(message, DeliveryStatus.SENT, accepted.providerMessageId(), null)
                    // An echo was stored under this id.
                    .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                    .recoverWithUni(() -> settle(message, DeliveryStatus.SENT, null, null));
        }
        if (result instanceof SendResult.Unknown) {
            return settle(message, DeliveryStatus.UNCERTAIN, null, metadata(message, null));
        }
        Map<String, Object> error =
                result instanceof SendResult.Refused refused ? refused.error() : ((SendResult.TryLater) result).error();
        return settle(message, DeliveryStatus.FAILED, null, metadata(message, error));
    }

    private Uni<Decided> settle(
            OutgoingMessage message, DeliveryStatus status, String providerMessageId, Map<String, Object> metadata) {
        return transactions.perform(
                connection -> store.settle(connection, message, status, providerMessageId, metadata)
                        .map(rows -> new Decided(message, rows, null)),
                Outbox::events);
    }

    /** Keeps how many parts were sent, for the next attempt at the text. Null when there is nothing to keep. */
    private static Map<String, Object> metadata(OutgoingMessage message, Map<String, Object> error) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (error != null) {
            metadata.put("error", error);
        }
        if (message.partsSent() > 0) {
            metadata.put(MessageResponse.PARTS_SENT, message.partsSent());
        }
        return metadata.isEmpty() ? null : metadata;
    }

    /**
     * Doubles with each failure. It is at least what the provider asks for, but at most {@link #LONGEST_ASKED} of that.
     */
    static Duration pause(SendResult.TryLater later, int failures) {
        long own = BACKOFF.jittered(failures).toMillis();
        long asked = later.after() == null
                ? 0
                : Math.min(later.after().toMillis(), LONGEST_ASKED.toMillis())
                        + ThreadLocalRandom.current().nextLong(BACKOFF.first().toMillis());
        return Duration.ofMillis(Math.max(own, asked));
    }

    private static List<ConversationEvent> events(Decided decided) {
        if (decided == null || decided.changed() == null) {
            return List.of();
        }
        List<ConversationEvent> events = new ArrayList<>(2);
        for (Row row : decided.changed()) {
            ConversationResponse conversation = MessageRow.WITH_CONVERSATION.read(ConversationRow.TYPE, row);
            EventMetadata metadata = EventMetadata.ofSystem(decided.message().tenantId(), null);
            events.add(new ConversationEvent.MessageStatusChanged(
                    metadata, conversation, MessageRow.WITH_CONVERSATION.read(MessageRow.TYPE, row)));
            if (decided.dropped() != null) {
                events.add(new ConversationEvent.AutoreplyDropped(metadata, conversation, decided.dropped()));
            }
        }
        return events;
    }

    private void count(Decided decided) {
        if (decided != null && decided.changed() != null) {
            decided.changed()
                    .forEach(row -> metrics.settled(
                            MessageRow.WITH_CONVERSATION.read(MessageRow.TYPE, row), decided.dropped()));
        }
    }

    private static Uni<Void> done() {
        return Uni.createFrom().voidItem();
    }

    /** @param changed null for a message that is to be sent now, else the rows of what was written instead */
    private record Decided(OutgoingMessage message, RowSet<Row> changed, DropReason dropped) {}
}
