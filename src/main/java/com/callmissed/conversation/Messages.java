package com.callmissed.conversation;

import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.smallrye.mutiny.Uni;

import com.callmissed.bot.Bots;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.UnitOfWork;
import com.callmissed.events.UnitOfWork.Events;
import com.callmissed.http.RequestId;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.persistence.Ids;
import com.callmissed.security.Caller;

/**
 * What callers say in conversations. A reply is a takeover: it silences the bot in the transaction that stores and queues it.
 * An id of another tenant is as good as none.
 */
@ApplicationScoped
public class Messages {
    private final UnitOfWork unitOfWork;
    private final TurnStore turns;
    private final OutboxStore outbox;
    private final Bots bots;
    private final Ids ids;

    Messages(UnitOfWork unitOfWork, TurnStore turns, OutboxStore outbox, Bots bots, Ids ids) {
        this.unitOfWork = unitOfWork;
        this.turns = turns;
        this.outbox = outbox;
        this.bots = bots;
        this.ids = ids;
    }

    /**
     * Appends a message. One of the customer reopens a finished conversation and, on WhatsApp, asks for an automatic answer; a
     * reply is queued for sending on WhatsApp.
     */
    public Uni<MessageResponse> append(Caller caller, UUID id, AppendMessageRequest request) {
        request.check();
        return unitOfWork.perform(events -> Conversations.lock(caller, id)
                .call(conversation -> refuseMoved(conversation, request.basedOnSeq()))
                .chain(conversation -> request.role() == MessageRole.USER
                        ? receive(caller, conversation, request, events)
                        : reply(caller, conversation, request, events)));
    }

    /**
     * Makes a new attempt at a message that failed, or whose outcome is uncertain. For a message of a person that is a reply
     * like any other; an automatic answer goes out again only while the bot may answer.
     */
    Uni<MessageResponse> retry(Caller caller, UUID id, UUID messageId) {
        return unitOfWork.perform(events -> Conversations.lock(caller, id).chain(conversation -> Message.<Message>find(
                        "tenantId = ?1 and conversationId = ?2 and id = ?3", caller.tenantId(), id, messageId)
                // A report may be lifting it at this moment.
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult()
                .onItem()
                .ifNull()
                .failWith(() -> ApiException.notFound("Message"))
                .chain(message -> retry(caller, conversation, message, events))));
    }

    private Uni<MessageResponse> receive(
            Caller caller, Conversation conversation, AppendMessageRequest request, Events events) {
        Message message = message(conversation, request);
        boolean reopened = conversation.take(message, Ids.now());
        return message.persist()
                .chain(() -> wantsAnswer(conversation, message)
                        ? turns.ask(conversation, message)
                        : Uni.createFrom().item(false))
                .chain(() -> snapshot(conversation))
                .map(snapshot -> {
                    if (reopened) {
                        events.record(new ConversationEvent.StatusChanged(metadata(caller), snapshot));
                    }
                    MessageResponse stored = MessageResponse.from(message);
                    events.record(new ConversationEvent.MessageReceived(metadata(caller), snapshot, stored));
                    return stored;
                });
    }

    private Uni<MessageResponse> reply(
            Caller caller, Conversation conversation, AppendMessageRequest request, Events events) {
        boolean sends = conversation.channel == Channel.WHATSAPP;
        if (sends) {
            refuseUnsendable(conversation, request);
        }
        Instant now = Ids.now();
        boolean silenced = conversation.control.takenOver(caller.actor(), now);
        Message message = message(conversation, request);
        message.status = sends ? DeliveryStatus.QUEUED : DeliveryStatus.SENT;
        conversation.take(message, now);
        return message.persist()
                .chain(() -> sends
                        ? outbox.enqueue(conversation, message, null, 0)
                        : Uni.createFrom().item(true))
                .chain(() -> snapshot(conversation))
                .map(snapshot -> {
                    recordSilence(silenced, caller, snapshot, events);
                    MessageResponse stored = MessageResponse.from(message);
                    events.record(new ConversationEvent.MessageSent(metadata(caller), snapshot, stored));
                    return stored;
                });
    }

    private Uni<MessageResponse> retry(Caller caller, Conversation conversation, Message message, Events events) {
        if (!message.status.isRepeatable()) {
            throw ApiException.conflict("Only a message that failed or is uncertain can be sent again");
        }
        if (conversation.channel != Channel.WHATSAPP) {
            throw ApiException.conflict("Only a message on WhatsApp can be sent again");
        }
        if (!conversation.isReplyWindowOpen(Ids.now())) {
            throw windowClosed();
        }
        if (message.automatic && !conversation.answersItself()) {
            throw ApiException.conflict("An automatic answer is sent again only while automatic answers are on");
        }
        boolean silenced = !message.automatic && conversation.control.takenOver(caller.actor(), Ids.now());
        int partsSent = message.tryAgain();
        Integer epoch = message.automatic ? conversation.control.epoch : null;
        return outbox.enqueue(conversation, message, epoch, partsSent)
                .invoke(queued -> {
                    if (!queued) {
                        throw ApiException.conflict("The message is still being sent");
                    }
                })
                .chain(() -> snapshot(conversation))
                .map(snapshot -> {
                    recordSilence(silenced, caller, snapshot, events);
                    MessageResponse stored = MessageResponse.from(message);
                    events.record(new ConversationEvent.MessageStatusChanged(metadata(caller), snapshot, stored));
                    return stored;
                });
    }

    private static void recordSilence(boolean silenced, Caller caller, ConversationResponse snapshot, Events events) {
        if (silenced) {
            events.record(new ConversationEvent.AutoreplyChanged(metadata(caller), snapshot));
        }
    }

    private Message message(Conversation conversation, AppendMessageRequest request) {
        Message message = new Message();
        message.id = ids.next();
        message.tenantId = conversation.tenantId;
        message.conversationId = conversation.id;
        message.botId = conversation.botId;
        message.role = request.role();
        message.content = request.content();
        message.messageType = request.messageType() == null ? MessageType.TEXT : request.messageType();
        message.tokensUsed = request.tokensUsed();
        message.status = DeliveryStatus.SENT;
        return message;
    }

    private static boolean wantsAnswer(Conversation conversation, Message message) {
        return conversation.channel == Channel.WHATSAPP
                && message.messageType == MessageType.TEXT
                && conversation.answersItself();
    }

    private static void refuseUnsendable(Conversation conversation, AppendMessageRequest request) {
        if (request.messageType() != null && request.messageType() != MessageType.TEXT) {
            throw ApiException.invalid("message_type", "must be text for a reply on WhatsApp");
        }
        if (!conversation.isReplyWindowOpen(Ids.now())) {
            throw windowClosed();
        }
    }

    /** Whoever answers a question must have seen it. */
    private static Uni<Void> refuseMoved(Conversation conversation, Integer basedOnSeq) {
        if (basedOnSeq == null || basedOnSeq >= conversation.messageCount) {
            return Uni.createFrom().voidItem();
        }
        return Message.find(
                        "tenantId = ?1 and conversationId = ?2 and role = ?3 and seq > ?4 order by seq",
                        conversation.tenantId,
                        conversation.id,
                        MessageRole.USER,
                        basedOnSeq)
                .firstResult()
                .invoke(newer -> {
                    if (newer != null) {
                        throw new ApiException(
                                ErrorCode.THREAD_MOVED, "The customer has written since message " + basedOnSeq);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<ConversationResponse> snapshot(Conversation conversation) {
        return Conversations.snapshot(bots, conversation);
    }

    private static EventMetadata metadata(Caller caller) {
        return new EventMetadata(caller.tenantId(), Ids.now(), caller.actor(), RequestId.current());
    }

    private static ApiException windowClosed() {
        return new ApiException(
                ErrorCode.REPLY_WINDOW_CLOSED,
                "WhatsApp takes replies for 24 hours after the customer's last message; that time is over");
    }
}
