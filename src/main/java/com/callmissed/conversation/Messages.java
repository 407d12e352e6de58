package com.callmissed.conversation;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.autoreply.Turns;
import com.callmissed.events.Actor;
import com.callmissed.events.UnitOfWork;
import com.callmissed.events.UnitOfWork.Events;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.outbound.Outbox;
import com.callmissed.outbound.Resending;
import com.callmissed.persistence.Ids;
import com.callmissed.security.Caller;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.LockedMessage;
import com.callmissed.thread.LockedThread;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageType;
import com.callmissed.thread.NewMessage;
import com.callmissed.thread.Threads;

/**
 * The use cases of messages. A reply is a takeover: the transaction that stores and queues it also switches automatic
 * answers off. A conversation of another tenant is treated as absent.
 */
@ApplicationScoped
public class Messages {
    private final UnitOfWork unitOfWork;
    private final Threads threads;
    private final Turns turns;
    private final Outbox outbox;
    private final Ids ids;

    Messages(UnitOfWork unitOfWork, Threads threads, Turns turns, Outbox outbox, Ids ids) {
        this.unitOfWork = unitOfWork;
        this.threads = threads;
        this.turns = turns;
        this.outbox = outbox;
        this.ids = ids;
    }

    /**
     * Appends a message. A message of the customer reopens a finished conversation and, on WhatsApp, requests an
     * automatic answer. A reply is queued for sending on WhatsApp.
     *
     * @return fails with not_found; thread_moved when the customer has written, or somebody else has replied, since
     *     {@code basedOnSeq};
     *     reply_window_closed for a late reply on WhatsApp
     */
    public Uni<MessageResponse> append(Caller caller, UUID id, AppendMessageRequest request) {
        request.check();
        return unitOfWork.perform(events -> threads.lock(caller.tenantId(), id)
                .call(thread -> refuseMoved(thread, request.basedOnSeq(), caller.actor()))
                .chain(thread -> request.role() == MessageRole.USER
                        ? receive(caller, thread, request, events)
                        : reply(caller, thread, request, events)));
    }

    /**
     * Queues a message again that failed or whose outcome is uncertain. For a message of a person this is a takeover,
     * like any other reply. An automatic answer is sent again only while the bot may answer.
     */
    Uni<MessageResponse> retry(Caller caller, UUID id, UUID messageId) {
        return unitOfWork.perform(
                events -> threads.lock(caller.tenantId(), id).chain(thread -> thread.message(messageId)
                        .onItem()
                        .ifNull()
                        .failWith(() -> ApiException.notFound("Message"))
                        .chain(message -> retry(caller, thread, message, events))));
    }

    private Uni<MessageResponse> receive(
            Caller caller, LockedThread thread, AppendMessageRequest request, Events events) {
        NewMessage message = message(request, DeliveryStatus.SENT);
        return thread.append(caller.actor(), message, Ids.now())
                .call(stored -> wantsAnswer(thread, message)
                        ? turns.ask(thread)
                        : Uni.createFrom().item(false))
                .map(stored -> {
                    ConversationResponse snapshot = thread.snapshot();
                    if (stored.reopened()) {
                        events.record(new ConversationEvent.StatusChanged(caller.causes(Ids.now()), snapshot));
                    }
                    events.record(new ConversationEvent.MessageReceived(
                            caller.causes(Ids.now()), snapshot, stored.message()));
                    return stored.message();
                });
    }

    private Uni<MessageResponse> reply(
            Caller caller, LockedThread thread, AppendMessageRequest request, Events events) {
        boolean sends = !thread.channel().isLive();
        if (sends) {
            refuseUnsendable(thread, request);
        }
        NewMessage message = message(request, sends ? DeliveryStatus.QUEUED : DeliveryStatus.SENT);
        return thread.append(caller.actor(), message, Ids.now())
                .call(stored -> sends
                        ? outbox.enqueue(thread, message.id(), stored.message().seq())
                        : Uni.createFrom().voidItem())
                .map(stored -> {
                    ConversationResponse snapshot = thread.snapshot();
                    recordSilence(stored.silenced(), caller, snapshot, events);
                    events.record(
                            new ConversationEvent.MessageSent(caller.causes(Ids.now()), snapshot, stored.message()));
                    return stored.message();
                });
    }

    private Uni<MessageResponse> retry(Caller caller, LockedThread thread, LockedMessage message, Events events) {
        refuse(Resending.refusal(message.status(), thread.channel(), thread.standing(), message.automatic()));
        Uni<Boolean> takeover =
                message.automatic() ? Uni.createFrom().item(false) : thread.takeOver(caller.actor(), Ids.now());
        return takeover.chain(silenced -> Resending.retry(thread.sql(), thread.tenantId(), thread.id(), message.id())
                .onItem()
                .ifNull()
                .failWith(() -> ApiException.conflict("The message is still being sent"))
                .invoke(queued -> {
                    ConversationResponse snapshot = thread.snapshot();
                    recordSilence(silenced, caller, snapshot, events);
                    events.record(
                            new ConversationEvent.MessageStatusChanged(caller.causes(Ids.now()), snapshot, queued));
                }));
    }

    private static void refuse(Resending.Refusal refusal) {
        if (refusal != null) {
            throw switch (refusal) {
                case NOT_REPEATABLE ->
                    ApiException.conflict("Only a message that failed or is uncertain can be sent again");
                case LIVE_CHANNEL -> ApiException.conflict("Only a message on WhatsApp can be sent again");
                case WINDOW_CLOSED -> windowClosed();
                case BOT_IS_SILENT ->
                    ApiException.conflict("An automatic answer is sent again only while automatic answers are on");
            };
        }
    }

    private static void recordSilence(boolean silenced, Caller caller, ConversationResponse snapshot, Events events) {
        if (silenced) {
            events.record(new ConversationEvent.AutoreplyChanged(caller.causes(Ids.now()), snapshot));
        }
    }

    private NewMessage message(AppendMessageRequest request, DeliveryStatus status) {
        MessageType type = request.messageType() == null ? MessageType.TEXT : request.messageType();
        return new NewMessage(ids.next(), request.role(), request.content(), type, request.tokensUsed(), status);
    }

    private static boolean wantsAnswer(LockedThread thread, NewMessage message) {
        return !thread.channel().isLive() && message.type().mayHaveWords();
    }

    private static void refuseUnsendable(LockedThread thread, AppendMessageRequest request) {
        if (request.messageType() != null && request.messageType() != MessageType.TEXT) {
            throw ApiException.invalid("message_type", "must be text for a reply on WhatsApp");
        }
        if (!thread.standing().windowOpen()) {
            throw windowClosed();
        }
    }

    /** Refuses a reply whose author has not seen the customer's latest message, or the reply of somebody else. */
    private static Uni<Void> refuseMoved(LockedThread thread, Integer basedOnSeq, Actor author) {
        if (basedOnSeq == null || basedOnSeq >= thread.messageCount()) {
            return Uni.createFrom().voidItem();
        }
        return thread.movedSince(basedOnSeq, author)
                .invoke(moved -> {
                    if (moved != null) {
                        String what =
                                switch (moved) {
                                    case CUSTOMER_WROTE -> "The customer has written";
                                    case OTHER_REPLIED -> "Somebody else has replied";
                                };
                        throw new ApiException(ErrorCode.THREAD_MOVED, what + " since message " + basedOnSeq);
                    }
                })
                .replaceWithVoid();
    }

    private static ApiException windowClosed() {
        return new ApiException(
                ErrorCode.REPLY_WINDOW_CLOSED,
                "WhatsApp takes replies for 24 hours after the customer's last message; that time is over");
    }
}
