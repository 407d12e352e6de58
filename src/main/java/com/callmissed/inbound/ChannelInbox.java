package com.callmissed.inbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;

import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Constraints;
import com.callmissed.persistence.Ids;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.MessageRole;

/**
 * Stores the messages that arrive on channels. Each call is one statement in its own transaction, together with its
 * events. Calls may be repeated, and may run in parallel on any thread.
 */
@ApplicationScoped
public class ChannelInbox {
    private static final String PROVIDER_ID_UNIQUE = "message_provider_id_uq";

    private final ChannelInboxStore store;
    private final MessageChanges changes;
    private final Transactions transactions;
    private final Ids ids;

    ChannelInbox(ChannelInboxStore store, MessageChanges changes, Transactions transactions, Ids ids) {
        this.store = store;
        this.changes = changes;
        this.transactions = transactions;
        this.ids = ids;
    }

    /**
     * Stores a message in its thread. Opens the thread, or reopens it if it is finished. What is too long is cut. An
     * edit and a deletion change the earlier message instead, and a reaction is also shown on it.
     *
     * @param requestId of the webhook call, for the events; may be null
     * @return false if the message was stored before and nothing changed
     */
    public Uni<Boolean> receive(ChannelMessage delivered, String requestId) {
        ChannelMessage message = delivered.withinLimits();
        if (message.change() != null && message.change().replaces()) {
            return change(message, requestId)
                    .chain(changed ->
                            changed ? Uni.createFrom().item(true) : insert(message.inPlaceOfTarget(), requestId));
        }
        return message.role() == MessageRole.USER
                ? insert(message, requestId)
                : confirm(message, requestId)
                        .chain(ours -> ours ? Uni.createFrom().item(false) : insert(message, requestId));
    }

    /**
     * Uses an echo of a message that this service sent as proof that it was sent. Returns false if the echo is not of
     * such a message.
     */
    private Uni<Boolean> confirm(ChannelMessage echo, String requestId) {
        return transactions
                .perform(
                        connection -> store.confirm(connection, echo),
                        rows -> Columns.list(rows, row -> ConversationEvent.MessageStatusChanged.read(row, requestId)))
                .map(rows -> rows.size() > 0)
                .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .recoverWithItem(false);
    }

    /** Changes an earlier message. Returns false if there is none, or if it was changed before. */
    private Uni<Boolean> change(ChannelMessage message, String requestId) {
        Instant now = Ids.now();
        EventMetadata metadata = metadata(message, now, requestId);
        return transactions
                .perform(
                        connection -> changes.apply(connection, message, now),
                        rows -> Columns.list(rows, row -> ConversationEvent.MessageUpdated.read(row, metadata)))
                .map(rows -> rows.size() > 0);
    }

    private Uni<Boolean> insert(ChannelMessage message, String requestId) {
        Instant now = Ids.now();
        UUID threadId = ids.next();
        return transactions
                .perform(
                        connection -> store.insert(connection, message, threadId, ids.next(), now)
                                .chain(stored -> react(connection, message, stored, now)),
                        arrived -> events(message, threadId, now, arrived, requestId))
                .map(arrived -> arrived.stored() != null)
                // Two deliveries at the same time: the second one to commit violates the constraint and stores nothing.
                .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .recoverWithItem(false);
    }

    /**
     * A message and what it has changed.
     *
     * @param stored null if the message was stored before
     * @param changed rows of the earlier message; null if the message changes none
     */
    private record Arrived(ChannelInboxStore.Stored stored, RowSet<Row> changed) {}

    /** Shows a reaction that was stored on its message, in the same transaction. */
    private Uni<Arrived> react(
            SqlClient connection, ChannelMessage message, ChannelInboxStore.Stored stored, Instant now) {
        return stored == null || message.change() == null
                ? Uni.createFrom().item(new Arrived(stored, null))
                : changes.apply(connection, message, now).map(rows -> new Arrived(stored, rows));
    }

    private static List<ConversationEvent> events(
            ChannelMessage message, UUID threadId, Instant now, Arrived arrived, String requestId) {
        List<ConversationEvent> events = received(message, threadId, now, arrived.stored(), requestId);
        if (arrived.changed() != null) {
            EventMetadata metadata = metadata(message, now, requestId);
            events.addAll(Columns.list(arrived.changed(), row -> ConversationEvent.MessageUpdated.read(row, metadata)));
        }
        return events;
    }

    private static EventMetadata metadata(ChannelMessage message, Instant now, String requestId) {
        Actor actor = message.role() == MessageRole.USER
                ? Actor.customer(message.externalId())
                : new Actor(Actor.Kind.USER, null);
        return EventMetadata.of(message.tenantId(), now, actor, requestId);
    }

    private static List<ConversationEvent> received(
            ChannelMessage message, UUID threadId, Instant now, ChannelInboxStore.Stored stored, String requestId) {
        if (stored == null) {
            return List.of();
        }
        ConversationResponse conversation = stored.conversation();
        boolean fromCustomer = message.role() == MessageRole.USER;
        EventMetadata metadata = metadata(message, now, requestId);
        List<ConversationEvent> events = new ArrayList<>(3);
        if (conversation.id().equals(threadId)) {
            events.add(new ConversationEvent.Started(metadata, conversation));
        } else if (stored.statusChanged()) {
            events.add(new ConversationEvent.StatusChanged(metadata, conversation));
        }
        if (stored.silenced()) {
            events.add(new ConversationEvent.AutoreplyChanged(metadata, conversation));
        }
        events.add(
                fromCustomer
                        ? new ConversationEvent.MessageReceived(metadata, conversation, stored.message())
                        : new ConversationEvent.MessageSent(metadata, conversation, stored.message()));
        return events;
    }
}
