package com.callmissed.thread;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.LockModeType;

import io.smallrye.mutiny.Uni;

import com.callmissed.bot.Bots;
import com.callmissed.events.Actor;

/**
 * A conversation with its row locked, on the session of the caller's unit of work, which writes what is changed here.
 * Not to be used once that unit has ended.
 */
public final class LockedThread {
    private final Conversation conversation;
    private final Bots bots;

    LockedThread(Conversation conversation, Bots bots) {
        this.conversation = conversation;
        this.bots = bots;
    }

    /** A message that was stored, and whether it reopened the conversation. */
    public record Appended(MessageResponse message, boolean reopened) {}

    public UUID tenantId() {
        return conversation.tenantId;
    }

    public UUID id() {
        return conversation.id;
    }

    public UUID botId() {
        return conversation.botId;
    }

    public Channel channel() {
        return conversation.channel;
    }

    public ConversationStatus status() {
        return conversation.status;
    }

    public int messageCount() {
        return conversation.messageCount;
    }

    /** The control epoch: rises with every change of who answers. */
    public int epoch() {
        return conversation.control.epoch;
    }

    /** Whether automatic answers are on, as far as the conversation is concerned. */
    public boolean answersItself() {
        return conversation.answersItself();
    }

    /** True where the channel has no reply window. */
    public boolean isReplyWindowOpen(Instant now) {
        return conversation.isReplyWindowOpen(now);
    }

    public void changeStatus(ConversationStatus next, Instant now) {
        conversation.changeStatus(next, now);
    }

    /**
     * Keeps the bot silent.
     *
     * @param reason null to keep the reason of a pause that is there
     * @param end null for no end
     * @return false when nothing changed
     */
    public boolean pause(Actor by, String reason, Instant end, Instant now) {
        return touched(conversation.control.pause(by, reason, end, now), now);
    }

    /** @return false when the bot answers already */
    public boolean resume(Actor by, Instant now) {
        return touched(conversation.control.resume(by, now), now);
    }

    /**
     * A person has replied.
     *
     * @return true when that switched automatic answers off
     */
    public boolean takenOver(Actor by, Instant now) {
        return conversation.control.takenOver(by, now);
    }

    private boolean touched(boolean changed, Instant now) {
        if (changed) {
            conversation.updatedAt = now;
        }
        return changed;
    }

    /** Stores a message at the end of the thread. One of the customer reopens a finished conversation. */
    public Uni<Appended> append(NewMessage added, Instant now) {
        Message message = new Message();
        message.id = added.id();
        message.tenantId = conversation.tenantId;
        message.conversationId = conversation.id;
        message.botId = conversation.botId;
        message.role = added.role();
        message.content = added.content();
        message.messageType = added.type();
        message.tokensUsed = added.tokensUsed();
        message.status = added.status();
        boolean reopened = conversation.take(message, now);
        return message.persist().map(stored -> new Appended(MessageResponse.from(message), reopened));
    }

    /**
     * A message of this conversation, locked like it: a report may be changing it at this moment. Null when there is
     * none.
     */
    public Uni<LockedMessage> message(UUID messageId) {
        return Message.<Message>find(
                        "tenantId = ?1 and conversationId = ?2 and id = ?3",
                        conversation.tenantId,
                        conversation.id,
                        messageId)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .map(message -> message == null ? null : new LockedMessage(message));
    }

    /** Whether the customer has written after the message at {@code seq}. */
    public Uni<Boolean> hasCustomerMessageAfter(int seq) {
        return Message.find(
                        "tenantId = ?1 and conversationId = ?2 and role = ?3 and seq > ?4 order by seq",
                        conversation.tenantId,
                        conversation.id,
                        MessageRole.USER,
                        seq)
                .firstResult()
                .map(newer -> newer != null);
    }

    /** How the conversation stands now, with the name of its bot. */
    public Uni<ConversationResponse> snapshot() {
        return bots.nameOf(conversation.tenantId, conversation.botId)
                .map(name -> ConversationResponse.from(conversation, name == null ? "" : name));
    }
}
