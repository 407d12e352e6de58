package com.callmissed.thread;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.LockModeType;

import io.smallrye.mutiny.Uni;

import com.callmissed.events.Actor;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SqlExecutor;

/**
 * A conversation whose row is locked in the transaction of the caller's unit of work. Each change is one statement of
 * {@link ThreadSql}; the getters return the state after the last change. Must not be used after the unit of work has
 * ended.
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
     * The result of storing a message.
     *
     * @param reopened whether the message reopened a finished conversation
     * @param silenced whether the message switched automatic answers off
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

    /** The control epoch. It increases with every change of who answers. */
    public int epoch() {
        return conversation.autoreply().epoch();
    }

    /** The state of the conversation when it was locked. */
    public SendConditions standing() {
        return standing;
    }

    /** The current state of the conversation, with the name of its bot. */
    public ConversationResponse snapshot() {
        return conversation;
    }

    /** For statements of other packages in the same transaction. */
    public SqlExecutor sql() {
        return sql;
    }

    /**
     * What a pause or a hand-back has changed.
     *
     * @param autoreply whether automatic answers were switched, or their pause was changed
     * @param status whether the conversation became active
     */
    public record Switched(boolean autoreply, boolean status) {}

    /**
     * Pauses automatic answers.
     *
     * @param reason null to keep the reason of the current pause
     * @param end null for no end
     */
    public Uni<Switched> pause(Actor by, String reason, Instant end, Instant now) {
        return ThreadSql.pause(sql, tenantId(), id(), by, reason, end, now)
                .invoke(this::change)
                .map(paused -> new Switched(paused != null, false));
    }

    /** Resumes automatic answers. A conversation that the service itself has escalated becomes active. */
    public Uni<Switched> handBack(Actor by, Instant now) {
        return ThreadSql.handBack(sql, tenantId(), id(), by, ids.next(), now).map(given -> {
            if (given == null) {
                return new Switched(false, false);
            }
            change(given.conversation());
            return new Switched(given.switchedOn(), given.activated());
        });
    }

    /**
     * Applies the takeover of a person's reply without storing a message. Returns true if it switched automatic answers
     * off.
     */
    public Uni<Boolean> takeOver(Actor by, Instant now) {
        return ThreadSql.takeOver(sql, tenantId(), id(), by, ids.next(), now)
                .invoke(taken -> conversation = taken.conversation())
                .map(ThreadSql.TakenOver::silenced);
    }

    /**
     * Stores a message at the end of the thread. A message of the customer reopens a finished conversation; any other
     * message is a takeover.
     */
    public Uni<Appended> append(Actor by, NewMessage message, Instant now) {
        return ThreadSql.append(sql, tenantId(), id(), by, message, now)
                .invoke(appended -> conversation = appended.conversation())
                .map(appended -> new Appended(appended.message(), appended.reopened(), appended.silenced()));
    }

    /**
     * Finds a message of this conversation and locks it, because a delivery report may be changing it. Returns null if
     * there is none.
     */
    public Uni<LockedMessage> message(UUID messageId) {
        return Message.<Message>find("tenantId = ?1 and conversationId = ?2 and id = ?3", tenantId(), id(), messageId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .map(message -> message == null ? null : new LockedMessage(message));
    }

    /** See {@link ThreadSql#movedSince}. */
    public Uni<ThreadSql.Moved> movedSince(int seq, Actor author) {
        return ThreadSql.movedSince(sql, tenantId(), id(), seq, author);
    }

    private void change(ConversationResponse next) {
        if (next != null) {
            conversation = next;
        }
    }
}
