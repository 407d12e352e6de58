package com.callmissed.conversation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.bot.Bots;
import com.callmissed.events.EventMetadata;
import com.callmissed.http.ApiException;
import com.callmissed.http.PhoneNumber;
import com.callmissed.http.RequestId;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.UnitOfWork;
import com.callmissed.security.Caller;

/**
 * What callers can do with conversations. Owns the transaction; events leave after its commit. An id of another tenant is
 * as good as none.
 */
@ApplicationScoped
public class Conversations {
    private final UnitOfWork unitOfWork;
    private final ConversationStore store;
    private final ConversationOpener opener;
    private final Bots bots;
    private final Ids ids;

    Conversations(UnitOfWork unitOfWork, ConversationStore store, ConversationOpener opener, Bots bots, Ids ids) {
        this.unitOfWork = unitOfWork;
        this.store = store;
        this.opener = opener;
        this.bots = bots;
        this.ids = ids;
    }

    /** An opened conversation, and whether this call made it. */
    public record Opened(ConversationResponse conversation, boolean created) {}

    Uni<List<ConversationResponse>> list(UUID tenantId, ConversationFilter filter) {
        return store.list(tenantId, filter);
    }

    public Uni<ConversationResponse> get(UUID tenantId, UUID id) {
        return store.find(tenantId, id).onItem().ifNull().failWith(Conversations::notFound);
    }

    /** Finds the WhatsApp thread of a customer or opens it; each voice call is opened anew. */
    public Uni<Opened> open(Caller caller, OpenConversationRequest request) {
        if (request.channel() == Channel.WHATSAPP && !request.externalId().matches(PhoneNumber.PATTERN)) {
            throw ApiException.invalid("external_id", PhoneNumber.EXPECTATION);
        }
        return unitOfWork.perform(events -> bots.nameOf(caller.tenantId(), request.botId())
                .onItem()
                .ifNull()
                .failWith(() -> ApiException.notFound("Bot"))
                .chain(botName -> opener.open(caller.tenantId(), request)
                        .map(found ->
                                new Opened(ConversationResponse.from(found.conversation(), botName), found.created())))
                .invoke(opened -> {
                    if (opened.created()) {
                        events.record(new ConversationEvent.Started(metadata(caller), opened.conversation()));
                    }
                }));
    }

    /** Appends a message; one of the customer reopens a finished conversation. */
    public Uni<MessageResponse> append(Caller caller, UUID id, AppendMessageRequest request) {
        return unitOfWork.perform(events -> lock(caller, id).chain(conversation -> {
            Message message = message(conversation, request);
            boolean reopened = conversation.take(message, Ids.now());
            return message.persist()
                    .chain(() -> bots.nameOf(caller.tenantId(), conversation.botId))
                    .map(botName -> {
                        ConversationResponse snapshot = ConversationResponse.from(conversation, nullToEmpty(botName));
                        MessageResponse stored = MessageResponse.from(message);
                        EventMetadata metadata = metadata(caller);
                        if (reopened) {
                            events.record(new ConversationEvent.StatusChanged(metadata, snapshot));
                        }
                        events.record(
                                message.role == MessageRole.USER
                                        ? new ConversationEvent.MessageReceived(metadata, snapshot, stored)
                                        : new ConversationEvent.MessageSent(metadata, snapshot, stored));
                        return stored;
                    });
        }));
    }

    /** The status it already has changes nothing and is no event. */
    public Uni<ConversationResponse> changeStatus(Caller caller, UUID id, ConversationStatus status) {
        return change(
                caller,
                id,
                (conversation, now) -> {
                    if (conversation.status == status) {
                        return false;
                    }
                    conversation.changeStatus(status, now);
                    return true;
                },
                ConversationEvent.StatusChanged::new);
    }

    /** Lets the bot answer by itself, or keeps it silent. What is already so changes nothing and is no event. */
    public Uni<ConversationResponse> switchAutoreply(Caller caller, UUID id, boolean enabled) {
        return change(
                caller,
                id,
                (conversation, now) -> {
                    if (conversation.aiAutoreplyEnabled == enabled) {
                        return false;
                    }
                    conversation.aiAutoreplyEnabled = enabled;
                    conversation.updatedAt = now;
                    return true;
                },
                ConversationEvent.AutoreplyChanged::new);
    }

    /** @param change answers whether it changed anything */
    private Uni<ConversationResponse> change(
            Caller caller,
            UUID id,
            BiPredicate<Conversation, Instant> change,
            BiFunction<EventMetadata, ConversationResponse, ConversationEvent> event) {
        return unitOfWork.perform(events -> lock(caller, id).chain(conversation -> {
            boolean changed = change.test(conversation, Ids.now());
            return bots.nameOf(caller.tenantId(), conversation.botId).map(botName -> {
                ConversationResponse snapshot = ConversationResponse.from(conversation, nullToEmpty(botName));
                if (changed) {
                    events.record(event.apply(metadata(caller), snapshot));
                }
                return snapshot;
            });
        }));
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
        boolean toBeDelivered = request.role() == MessageRole.ASSISTANT && conversation.channel == Channel.WHATSAPP;
        message.status = toBeDelivered ? DeliveryStatus.QUEUED : DeliveryStatus.SENT;
        return message;
    }

    private static Uni<Conversation> lock(Caller caller, UUID id) {
        return Conversation.lock(caller.tenantId(), id).onItem().ifNull().failWith(Conversations::notFound);
    }

    private static EventMetadata metadata(Caller caller) {
        return new EventMetadata(caller.tenantId(), Ids.now(), caller.actor(), RequestId.current());
    }

    private static String nullToEmpty(String botName) {
        return botName == null ? "" : botName;
    }

    static ApiException notFound() {
        return ApiException.notFound("Conversation");
    }
}
