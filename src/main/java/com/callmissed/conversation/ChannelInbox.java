package com.callmissed.conversation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.EventPublisher;
import com.callmissed.persistence.Constraints;
import com.callmissed.persistence.Ids;

/**
 * What channels bring in: messages and delivery reports. Each call is one statement and so one transaction of its own;
 * events are published after it. Calls may repeat and may run in parallel on any thread.
 */
@ApplicationScoped
public class ChannelInbox {
    private static final String PROVIDER_ID_UNIQUE = "message_provider_id_uq";

    private final ChannelInboxStore store;
    private final EventPublisher publisher;
    private final Ids ids;

    ChannelInbox(ChannelInboxStore store, EventPublisher publisher, Ids ids) {
        this.store = store;
        this.publisher = publisher;
        this.ids = ids;
    }

    /**
     * Stores a message in its thread, opening the thread or reopening a finished one where needed.
     *
     * @param requestId of the webhook call, for the events; may be null
     * @return false when the message was known already and nothing changed
     */
    public Uni<Boolean> receive(ChannelMessage message, String requestId) {
        return message.role() == MessageRole.USER
                ? insert(message, requestId)
                : confirm(message, requestId)
                        .chain(ours -> ours ? Uni.createFrom().item(false) : insert(message, requestId));
    }

    /** An echo of what this service sent itself is no news, but it tells that the message got out. */
    private Uni<Boolean> confirm(ChannelMessage echo, String requestId) {
        return store.confirm(echo)
                .invoke(rows -> rows.forEach(row -> publishStatus(echo.tenantId(), row, requestId)))
                .map(rows -> rows.size() > 0)
                .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .recoverWithItem(false);
    }

    private Uni<Boolean> insert(ChannelMessage message, String requestId) {
        Instant now = Ids.now();
        UUID threadId = ids.next();
        return store.insert(message, threadId, ids.next(), now)
                .invoke(rows -> publishReceived(message, threadId, now, rows, requestId))
                .map(rows -> rows.size() > 0)
                // Two deliveries at once: the one that commits second breaks the constraint and leaves nothing behind.
                .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .recoverWithItem(false);
    }

    /**
     * Lifts the delivery status of an outgoing message; a report that would lower it changes nothing.
     *
     * @return false when the bot has no message of that provider id
     */
    public Uni<Boolean> report(DeliveryReport report, String requestId) {
        return store.lift(report).map(rows -> {
            if (rows.size() == 0) {
                return false;
            }
            Row row = rows.iterator().next();
            if (row.getUUID(0) != null) {
                publishStatus(report.tenantId(), row, requestId);
            }
            return true;
        });
    }

    private void publishStatus(UUID tenantId, Row row, String requestId) {
        EventMetadata metadata = new EventMetadata(tenantId, Ids.now(), Actor.SYSTEM, requestId);
        publisher.publish(new ConversationEvent.MessageStatusChanged(
                metadata, ConversationRow.read(row), MessageRow.read(row, ConversationRow.WIDTH)));
    }

    private void publishReceived(
            ChannelMessage message, UUID threadId, Instant now, RowSet<Row> rows, String requestId) {
        if (rows.size() == 0) {
            return;
        }
        Row row = rows.iterator().next();
        ConversationResponse conversation = ConversationRow.read(row);
        MessageResponse stored = MessageRow.read(row, ConversationRow.WIDTH);
        boolean reopened = row.getBoolean(ConversationRow.WIDTH + MessageRow.WIDTH);
        boolean takenOver = row.getBoolean(ConversationRow.WIDTH + MessageRow.WIDTH + 1);
        boolean fromCustomer = message.role() == MessageRole.USER;
        Actor actor = fromCustomer ? Actor.customer(message.externalId()) : new Actor(Actor.Kind.USER, null);
        EventMetadata metadata = new EventMetadata(message.tenantId(), now, actor, requestId);
        List<ConversationEvent> events = new ArrayList<>(3);
        if (conversation.id().equals(threadId)) {
            events.add(new ConversationEvent.Started(metadata, conversation));
        } else if (reopened) {
            events.add(new ConversationEvent.StatusChanged(metadata, conversation));
        }
        if (takenOver) {
            events.add(new ConversationEvent.AutoreplyChanged(metadata, conversation));
        }
        events.add(
                fromCustomer
                        ? new ConversationEvent.MessageReceived(metadata, conversation, stored)
                        : new ConversationEvent.MessageSent(metadata, conversation, stored));
        events.forEach(publisher::publish);
    }
}
