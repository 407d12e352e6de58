package com.callmissed.thread;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import com.callmissed.autoreply.AutomaticAnswer;
import com.callmissed.autoreply.Turn;
import com.callmissed.autoreply.Turns;
import com.callmissed.call.CallEndings;
import com.callmissed.call.VoiceCall;
import com.callmissed.call.VoiceCalls;
import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.inbound.ChannelInbox;
import com.callmissed.inbound.ChannelMessage;
import com.callmissed.outbound.Outbox;
import com.callmissed.persistence.CommitGuard;

/** Every entry point that may change a conversation, as one method each. */
@Singleton
class EntryPoints {
    private final ChannelInbox inbox;
    private final VoiceCalls calls;
    private final CallEndings endings;
    private final Turns turns;
    private final Outbox outbox;

    EntryPoints(ChannelInbox inbox, VoiceCalls calls, CallEndings endings, Turns turns, Outbox outbox) {
        this.inbox = inbox;
        this.calls = calls;
        this.endings = endings;
        this.turns = turns;
        this.outbox = outbox;
    }

    /** Appends a message through the API; {@code role} is user or assistant. */
    void say(ThreadProbe thread, String role, String text, boolean withKey) {
        thread.post("/messages", Map.of("role", role, "content", text), withKey).statusCode(201);
    }

    /** Retries the message on behalf of a person. */
    void retry(ThreadProbe thread, UUID message, boolean withKey) {
        thread.post("/messages/" + message + "/retry", null, withKey).statusCode(200);
    }

    void status(ThreadProbe thread, String status, boolean withKey) {
        thread.put("/status", Map.of("status", status), withKey).statusCode(200);
    }

    void autoreply(ThreadProbe thread, Map<String, ?> request, boolean withKey) {
        thread.post("/autoreply", request, withKey).statusCode(200);
    }

    /**
     * Delivers a message from WhatsApp: a customer's text, or the echo of a text that the business typed on its phone.
     */
    void inbox(ThreadProbe thread, MessageRole role, String text) {
        ended(inbox.receive(
                new ChannelMessage(
                        thread.tenant,
                        thread.bot,
                        Channel.WHATSAPP,
                        role,
                        Customer.of(CustomerAddress.ofWhatsApp(thread.customer, thread.bot)),
                        "wamid." + UUID.randomUUID(),
                        MessageType.TEXT,
                        text,
                        true,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                null,
                CommitGuard.NONE));
    }

    void hear(ThreadProbe thread, String words, boolean wantsPerson) {
        ended(calls.hear(call(thread), "speech-" + UUID.randomUUID(), words, wantsPerson, null));
    }

    void escalateCall(ThreadProbe thread) {
        ended(endings.escalate(call(thread), thread.id, null, null));
    }

    void endCall(ThreadProbe thread, boolean taken) {
        ended(endings.end(call(thread), taken, null, null, CommitGuard.NONE));
    }

    /** Stores the answer of a turn of this process. Returns why it was dropped; null if it was not. */
    DropReason answer(ThreadProbe thread, String text) {
        return answer(thread, text, false);
    }

    /** The same for the acknowledgement of a bot that has no answer. */
    DropReason acknowledge(ThreadProbe thread, String text) {
        return answer(thread, text, true);
    }

    private DropReason answer(ThreadProbe thread, String text, boolean acknowledges) {
        UUID claim = UUID.randomUUID();
        thread.withHeldTurn(claim);
        Turn turn = new Turn(
                thread.tenant, thread.id, thread.bot, Channel.WHATSAPP, claim, 0, 0, 0, null, Instant.now(), null);
        return ended(turns.answer(turn, new AutomaticAnswer(text, 7, 0, acknowledges)));
    }

    /** Returns true if the first message of the outbox may be sent. */
    boolean claim(ThreadProbe thread) {
        return ended(outbox.claim(thread.tenant, thread.id)) != null;
    }

    private static VoiceCall call(ThreadProbe thread) {
        return new VoiceCall(
                thread.tenant,
                thread.bot,
                thread.callId,
                Customer.of(CustomerAddress.ofCaller(thread.customer, null)),
                null);
    }

    private static <T> T ended(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(30));
    }
}
