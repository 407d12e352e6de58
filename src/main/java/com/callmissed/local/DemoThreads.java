package com.callmissed.local;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import com.callmissed.autoreply.Autoreply;
import com.callmissed.autoreply.AutoreplyRequest;
import com.callmissed.config.DemoData;
import com.callmissed.conversation.AppendMessageRequest;
import com.callmissed.conversation.Conversations;
import com.callmissed.conversation.Messages;
import com.callmissed.conversation.OpenConversationRequest;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.MessageRole;

/** Creates the conversations of the demo tenant. Drafts are found in the answers of the shop. */
@ApplicationScoped
class DemoThreads {
    private static final Caller DEMO =
            new Caller(DemoData.TENANT, Caller.Kind.USER, "demo", Role.OWNER, Role.OWNER.scopes(), null);

    /** Turns automatic replies on again: the lines of the shop count as written by people and turned them off. */
    private static final AutoreplyRequest HAND_BACK = new AutoreplyRequest(true, null, null);

    private final Conversations conversations;
    private final Messages messages;
    private final Autoreply autoreply;

    DemoThreads(Conversations conversations, Messages messages, Autoreply autoreply) {
        this.conversations = conversations;
        this.messages = messages;
        this.autoreply = autoreply;
    }

    /** A conversation. {@code lines} alternate between customer and shop, starting with the customer. */
    private record Thread(String customer, Map<String, Object> metadata, ConversationStatus end, List<String> lines) {}

    Uni<Void> whatsApp(UUID bot) {
        return play(
                bot,
                Channel.WHATSAPP,
                List.of(
                        new Thread(
                                "+14155550142",
                                Map.of("customer_name", "Maya Chen"),
                                ConversationStatus.COMPLETED,
                                List.of(
                                        "Hi! Does the Ridge 40 backpack come in another color?",
                                        "Yes, it comes in black, olive and sand. Shall we put one aside for you?",
                                        "Olive please",
                                        "Done. It waits for you until Saturday.")),
                        new Thread(
                                "+919876543210",
                                Map.of("customer_name", "Arjun Mehta"),
                                ConversationStatus.ACTIVE,
                                List.of(
                                        "When do you open on Sunday?",
                                        "On Sunday we are open from 10 to 16.",
                                        "And can I return boots without the box?")),
                        new Thread(
                                "+447700900123",
                                Map.of("customer_name", "Imogen Clarke"),
                                ConversationStatus.ESCALATED,
                                List.of("My tent arrived with a broken pole and I leave on Friday!"))));
    }

    Uni<Void> voice(UUID bot) {
        return play(
                bot,
                Channel.VOICE,
                List.of(
                        new Thread(
                                "+14155550177",
                                null,
                                ConversationStatus.COMPLETED,
                                List.of(
                                        "Do you rent snow shoes?",
                                        "Yes, for twelve dollars a day. You can book them on our page.")),
                        new Thread(
                                "+14155550142", null, ConversationStatus.FAILED, List.of("Hello? Can you hear me?"))));
    }

    private Uni<Void> play(UUID bot, Channel channel, List<Thread> threads) {
        return Multi.createFrom()
                .iterable(threads)
                .onItem()
                .transformToUniAndConcatenate(thread -> play(bot, channel, thread))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> play(UUID bot, Channel channel, Thread thread) {
        OpenConversationRequest opening =
                new OpenConversationRequest(bot, channel, thread.customer, JsonDocument.of(thread.metadata));
        return conversations
                .open(DEMO, opening)
                .map(opened -> opened.conversation().id())
                .chain(id -> say(id, thread.lines)
                        .chain(() -> autoreply.switchTo(DEMO, id, HAND_BACK))
                        .chain(() -> conversations.changeStatus(DEMO, id, thread.end)))
                .replaceWithVoid();
    }

    private Uni<Void> say(UUID conversation, List<String> lines) {
        return Multi.createFrom()
                .range(0, lines.size())
                .onItem()
                .transformToUniAndConcatenate(i -> messages.append(
                        DEMO,
                        conversation,
                        new AppendMessageRequest(
                                i % 2 == 0 ? MessageRole.USER : MessageRole.ASSISTANT, lines.get(i), null, null, null)))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
