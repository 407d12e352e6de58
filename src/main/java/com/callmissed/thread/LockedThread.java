package com.callmissed.thread;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.LockModeType;

import io.smallrye.mutiny.Uni;

import com.callmissed.events.Actor;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SqlExecutor;

/**
 * A conversation with its row locked, in the transaction of the caller's unit of work. Each change is a statement of
 * {@link ThreadSql}; what is read here is as of the last one. Not to be used once that unit has ended.
 */
public final class LockedThread {
    private final SqlExecutor sql;
    private final Ids ids;
    private final SendConditions standing;
    private ConversationResponse conversation;

    LockedThread(SqlExecutor sql, Ids ids, ThreadSql.Locked locked) {
        this.sql = sql;
        this.ids = ids;
        this.standing = locked.standing();
        this.conversation = locked.conversation();
    }

    /**
     * A message that was stored.
     *
     * @param reopened whether it made a finished conversation active
     * @param silenced whether it switched automatic answers off
     */
    public record Appended(MessageResponse message, boolean reopened, boolean silenced) {}

    public UUID tenantId() {
        return conversation.tenantId();
    }

    public UUID id() {
        return conversation.id();
    }

    public Channel channel() {
        return conversation.channel();
    }

    public int messageCount() {
        return conversation.messageCount();
    }

    /** The control epoch: rises with every change of who answers. */
    public int epoch() {
        return conversation.autoreply().epoch();
    }

    /** How the conversation stood when it was locked. */
    public SendConditions standing() {
        return standing;
    }

    /** How the conversation stands now, with the name of its bot. */
    public ConversationResponse snapshot() {
        return conversation;
    }

    /** For statements of other packages in the same transaction. */
    public SqlExecutor sql() {
        return sql;
    }

    /**
     * Keeps the bot silent.
     *
     * @param reason null to keep the reason of a pause that is there
     * @param end null for no end
     * @return false when nothing changed
     */
    public Uni<Boolean> pause(Actor by, String reason, Instant end, Instant now) {
        return ThreadSql.pause(sql, tenantId(), id(), by, reason, end, now).map(this::changed);
    }

    /** False when the bot answers already. */
    public Uni<Boolean> resume(Actor by, Instant now) {
        return ThreadSql.resume(sql, tenantId(), id(), by, now).map(this::changed);
    }

    /** A person has replied, without a new message. True when that switched automatic answers off. */
    public Uni<Boolean> takeOver(Actor by, Instant now) {
        return ThreadSql.takeOver(sql, tenantId(), id(), by, ids.next(), now)
                .invoke(taken -> conversation = taken.conversation())
                .map(ThreadSql.TakenOver::silenced);
    }

    /**
     * Stores a message at the end of the thread. One of the customer reopens a finished conversation; any other is a
     * takeover.
     */
    public Uni<Appended> append(Actor by, NewMessage message, Instant now) {
        return ThreadSql.append(sql, tenantId(), id(), by, message, now)
                .invoke(appended -> conversation = appended.conversation())
                .map(appended -> new Appended(appended.message(), appended.reopened(), appended.silenced()));
    }

    /**
     * A message of this conversation, locked like it: a report may be changing it at this moment. Null when there is
     * none.
     */
    public Uni<LockedMessage> message(UUID messageId) {
        return Message.<Message>find("tenantId = ?1 and conversationId = ?2 and id = ?3", tenantId(), id(), messageId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .map(message -> message == null ? null : new LockedMessage(message));
    }

    /** Whether the customer has written after the message at {@code seq}. */
    public Uni<Boolean> hasCustomerMessageAfter(int seq) {
        return Message.find(
                        "tenantId = ?1 and conversationId = ?2 and role = ?3 and seq > ?4 order by seq",
                        tenantId(),
                        id(),
                        MessageRole.USER,
                        seq)
                .firstResult()
                .map(newer -> newer != null);
    }

    private boolean changed(ConversationResponse next) {
        if (next != null) {
            conversation = next;
        }
        return next != null;
    }
}
