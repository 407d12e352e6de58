package com.callmissed.inbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.contact.merge.CustomerRecognition;
import com.callmissed.contact.merge.RecognitionAttempt;
import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.persistence.Constraints;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SqlExecutor;
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
    private final CustomerRecognition recognition;
    private final MessageChanges changes;
    private final Transactions transactions;
    private final Ids ids;

    ChannelInbox(
            ChannelInboxStore store,
            CustomerRecognition recognition,
            MessageChanges changes,
            Transactions transactions,
            Ids ids) {
        this.store = store;
        this.recognition = recognition;
        this.changes = changes;
        this.transactions = transactions;
        this.ids = ids;
    }

    /**
     * Stores a message in its thread. Opens the thread, or reopens it if it is finished. What is too long is cut. An
     * edit and a deletion change the earlier message instead, and a reaction is also shown on it. A message that {@link
     * ChannelMessage#isOnlyAdded} takes one transaction.
     *
     * @param requestId of the webhook call, for the events; may be null
     * @param guard of each transaction
     * @return false if the message was stored before and nothing changed
     */
    public Uni<Boolean> receive(ChannelMessage delivered, String requestId, CommitGuard guard) {
        ChannelMessage message = delivered.withinLimits();
        if (message.isOnlyAdded()) {
            return insert(message, requestId, guard);
        }
        return message.isReplacement()
                ? change(message, requestId, guard)
                        .chain(changed -> changed
                                ? Uni.createFrom().item(true)
                                : insert(message.inPlaceOfTarget(), requestId, guard))
                : confirm(message, requestId, guard)
                        .chain(ours -> ours ? Uni.createFrom().item(false) : insert(message, requestId, guard));
    }

    /**
     * Uses an echo of a message that this service sent as proof that it was sent. Returns false if the echo is not of
     * such a message.
     */
    private Uni<Boolean> confirm(ChannelMessage echo, String requestId, CommitGuard guard) {
        return transactions
                .perform(
                        connection -> guard.during(connection, changes.confirm(connection, echo)),
                        rows -> Columns.list(rows, row -> ConversationEvent.MessageStatusChanged.read(row, requestId)))
                .map(rows -> rows.size() > 0)
                .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .recoverWithItem(false);
    }

    /** Changes an earlier message. Returns false if there is none, or if it was changed before. */
    private Uni<Boolean> change(ChannelMessage message, String requestId, CommitGuard guard) {
        Instant now = Ids.now();
        EventMetadata metadata = metadata(message, now, requestId);
        return transactions
                .perform(
                        connection -> guard.during(connection, changes.apply(connection, message, now)),
                        rows -> Columns.list(rows, row -> ConversationEvent.MessageUpdated.read(row, metadata)))
                .map(rows -> rows.size() > 0);
    }

    private Uni<Boolean> insert(ChannelMessage message, String requestId, CommitGuard guard) {
        return RecognitionAttempt.run(overtaken -> attempt(message, requestId, guard, overtaken))
                // Two deliveries at the same time: the second one to commit violates the constraint and stores nothing.
                .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .recoverWithItem(false);
    }

    /** @param recognise whether to look for the customer's contact and thread by every spelling in any case */
    private Uni<Boolean> attempt(ChannelMessage message, String requestId, CommitGuard guard, boolean recognise) {
        Instant now = Ids.now();
        UUID threadId = ids.next();
        return transactions
                .perform(
                        connection -> guard.during(
                                connection,
                                store.insert(connection, message, null, threadId, ids.next(), now, !recognise)
                                        .chain(outcome -> outcome.isSettled() || message.groupId() != null
                                                ? Uni.createFrom().item(new Received(outcome, List.of(), null))
                                                : recognise(connection, message, threadId, now, requestId))
                                        .chain(received -> react(connection, message, received, now))),
                        received -> events(message, threadId, now, received, requestId))
                .map(received -> received.outcome().stored() != null);
    }

    /** For a new customer or a new address. */
    private Uni<Received> recognise(
            SqlConnection connection, ChannelMessage message, UUID threadId, Instant now, String requestId) {
        EventMetadata cause = EventMetadata.of(message.tenantId(), now, Actor.SYSTEM, requestId);
        SqlExecutor sql = SqlExecutor.on(connection);
        return (message.imported() == null
                        ? recognition.recognise(
                                sql, message.botId(), message.channel(), message.customer(), message.sentAt(), cause)
                        : recognition.recogniseImported(
                                sql, message.botId(), message.channel(), message.customer(), message.sentAt(), cause))
                .chain(customer -> store.insert(
                                connection, message, customer.contactId(), threadId, ids.next(), now, true)
                        .map(outcome -> new Received(outcome, customer.events(), null)));
    }

    /**
     * What a message has changed.
     *
     * @param changed rows of the earlier message that it changes; null if it changes none
     */
    private record Received(ChannelInboxStore.Outcome outcome, List<ConversationEvent> merged, RowSet<Row> changed) {}

    /** Shows a reaction that was stored on its message, in the same transaction. */
    private Uni<Received> react(SqlConnection connection, ChannelMessage message, Received received, Instant now) {
        return received.outcome().stored() == null || message.change() == null
                ? Uni.createFrom().item(received)
                : changes.apply(connection, message, now)
                        .map(rows -> new Received(received.outcome(), received.merged(), rows));
    }

    private static List<ConversationEvent> events(
            ChannelMessage message, UUID threadId, Instant now, Received received, String requestId) {
        EventMetadata metadata = metadata(message, now, requestId);
        List<ConversationEvent> events = received(message, threadId, received, metadata);
        if (received.changed() != null) {
            events.addAll(
                    Columns.list(received.changed(), row -> ConversationEvent.MessageUpdated.read(row, metadata)));
        }
        return events;
    }

    private static EventMetadata metadata(ChannelMessage message, Instant now, String requestId) {
        Actor actor = message.role() == MessageRole.USER
                ? Actor.customer(message.customer().shown())
                : new Actor(Actor.Kind.USER, null);
        return EventMetadata.of(message.tenantId(), now, actor, requestId);
    }

    private static List<ConversationEvent> received(
            ChannelMessage message, UUID threadId, Received received, EventMetadata metadata) {
        List<ConversationEvent> events = new ArrayList<>(received.merged());
        ChannelInboxStore.Stored stored = received.outcome().stored();
        if (stored == null) {
            return events;
        }
        ConversationResponse conversation = stored.conversation();
        boolean fromCustomer = message.role() == MessageRole.USER;
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
