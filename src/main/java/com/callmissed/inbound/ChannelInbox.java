package com.callmissed.inbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

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
    private final Transactions transactions;
    private final Ids ids;

    ChannelInbox(ChannelInboxStore store, Transactions transactions, Ids ids) {
        this.store = store;
        this.transactions = transactions;
        this.ids = ids;
    }

    /**
     * Stores a message in its thread. Opens the thread, or reopens it if it is finished. What is too long is cut.
     *
     * @param requestId of the webhook call, for the events; may be null
     * @return false if the message was stored before and nothing changed
     */
    public Uni<Boolean> receive(ChannelMessage delivered, String requestId) {
        ChannelMessage message = delivered.withinLimits();
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

    private Uni<Boolean> insert(ChannelMessage message, String requestId) {
        Instant now = Ids.now();
        UUID threadId = ids.next();
        return transactions
                .perform(
                        connection -> store.insert(connection, message, threadId, ids.next(), now),
                        stored -> received(message, threadId, now, stored, requestId))
                .map(stored -> stored != null)
                // Two deliveries at the same time: the second one to commit violates the constraint and stores nothing.
                .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .recoverWithItem(false);
    }

    private static List<ConversationEvent> received(
            ChannelMessage message, UUID threadId, Instant now, ChannelInboxStore.Stored stored, String requestId) {
        if (stored == null) {
            return List.of();
        }
        ConversationResponse conversation = stored.conversation();
        boolean fromCustomer = message.role() == MessageRole.USER;
        Actor actor = fromCustomer ? Actor.customer(message.externalId()) : new Actor(Actor.Kind.USER, null);
        EventMetadata metadata = EventMetadata.of(message.tenantId(), now, actor, requestId);
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
