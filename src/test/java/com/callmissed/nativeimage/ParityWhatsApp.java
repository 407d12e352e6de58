package com.callmissed.nativeimage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.callmissed.nativeimage.Transcript.Exchange;
import com.callmissed.nativeimage.Transcript.Request;
import com.callmissed.testing.Fixtures;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphReply;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.ModelServer.Reply;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.testing.WhatsAppSigner;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages of two customers, automatic and human replies, and their results. Each event is awaited. */
final class ParityWhatsApp {
    static final String SECRET = "app-secret-of-tests";
    static final String VERIFY_TOKEN = "verify-token-of-tests";

    private static final String CUSTOMER = "16505550111";
    private static final String CUSTOMER_OF_FIXTURES = "+16505551234";
    private static final String WEBHOOK = "/api/v1/webhooks/whatsapp";
    private static final String CONVERSATIONS = "/api/v1/conversations";
    private static final String PAUSE = "{\"enabled\":false}";
    private static final String RESUME = "{\"enabled\":true}";
    private static final String STATUS = "message.status";

    private final ParityRun run;
    private final WhatsAppBot bot;

    ParityWhatsApp(ParityRun run, WhatsAppBot bot) {
        this.run = run;
        this.bot = bot;
    }

    void send() {
        run.transcript.record(
                "Meta's handshake",
                new Request(
                        "GET",
                        WEBHOOK + "?hub.mode=subscribe&hub.verify_token=" + VERIFY_TOKEN + "&hub.challenge=42",
                        Map.of(),
                        null));
        run.transcript.record(
                "A payload without a signature",
                new Request("POST", WEBHOOK, Map.of("Content-Type", "application/json"), "{}"));
        String path = takeoverDuringTheModelCall();
        failure(path);
        automaticReply(path);
        acknowledgement(path);
        takeoverDuringTheSend(path);
        uncertainOutcome(path);
        edit();
        run.call("The thread", "GET", path + "/messages");
        run.call("Complete it", "PUT", path + "/status", "{\"status\":\"completed\"}");
        fixtures();
    }

    /** Returns the path of the conversation. */
    private String takeoverDuringTheModelCall() {
        ModelServer.Hold hold = run.model.hold("Too slow?");
        run.model.replies(request -> Reply.text("Not at all"));
        deliver("A question", bot.textNow(CUSTOMER, "wamid.parity1", "Too slow?"));
        hold.awaitArrived();
        String path = CONVERSATIONS + "/" + conversation();
        run.call("Take over while the model thinks", "POST", path + "/autoreply", PAUSE);
        hold.release();
        run.awaitEvents(1, "conversation.autoreply_dropped");
        return path;
    }

    private void failure(String path) {
        run.graph.replies(CUSTOMER, GraphReply.error(400, 131026, "Undeliverable"));
        String reply = run.call("A person's reply fails", "POST", path + "/messages", reply("Dana here"))
                .id();
        awaitStatus("Dana here", "failed");
        run.call("Send it again", "POST", path + "/messages/" + reply + "/retry");
        awaitStatus("Dana here", "sent");
    }

    private void automaticReply(String path) {
        run.call("Hand back", "POST", path + "/autoreply", RESUME);
        deliver("Another question", bot.textNow(CUSTOMER, "wamid.parity2", "Open today?"));
        awaitStatus("Not at all", "sent");
        String sent = newest().id();
        deliver("It was delivered", bot.statuses(WhatsAppBot.status(sent, "delivered")));
        awaitStatus("Not at all", "delivered");
        deliver("It was read", bot.statuses(WhatsAppBot.status(sent, "read")));
        awaitStatus("Not at all", "read");
    }

    /** The model refuses, so a person has to answer. */
    private void acknowledgement(String path) {
        run.model.replies(request -> Reply.error(400));
        deliver("A question that the model refuses", bot.textNow(CUSTOMER, "wamid.parity4", "Forbidden?"));
        awaitStatus("Thank you for your message. Shop will get back to you shortly.", "sent");
        run.call("The escalated conversation", "GET", path);
        run.call("Hand it back", "POST", path + "/autoreply", RESUME);
    }

    private void takeoverDuringTheSend(String path) {
        run.model.replies(request -> Reply.text("Until seven"));
        GraphServer.Hold hold = run.graph.hold(CUSTOMER);
        deliver("A third question", bot.textNow(CUSTOMER, "wamid.parity3", "How long?"));
        hold.awaitArrived();
        int before = pauses();
        CompletableFuture<Exchange> takeover = OwnThread.supply(
                () -> run.call("Take over while the reply is being sent", "POST", path + "/autoreply", PAUSE));
        ParityRun.await(() -> pauses() > before);
        hold.release();
        assertThat(takeover.join().json().path("in_flight").asText()).isEqualTo("sent");
        awaitStatus("Until seven", "sent");
    }

    private void edit() {
        deliver(
                "The customer edits a question",
                bot.payload(WhatsAppBot.message(
                        CUSTOMER,
                        "wamid.parity5",
                        "edit",
                        "\"edit\":{\"original_message_id\":\"wamid.parity3\","
                                + "\"message\":{\"type\":\"text\",\"text\":{\"body\":\"How long today?\"}}}")));
        run.awaitEvents(1, "message.updated");
    }

    private int pauses() {
        return (int) run.events().stream()
                .filter(event -> event.contains("\"type\":\"conversation.autoreply_changed\""))
                .count();
    }

    private void uncertainOutcome(String path) {
        run.graph.replies(CUSTOMER, GraphReply.reset());
        run.call("A reply whose connection breaks", "POST", path + "/messages", reply("Still there?"));
        awaitStatus("Still there?", "uncertain");
        GraphMessage lost = newest();
        deliver("A report settles it", bot.statuses(WhatsAppBot.status(lost.id(), "sent", lost.reference())));
        awaitStatus("Still there?", "sent");
    }

    /** The payloads of Meta, for a conversation in which the bot is silent. */
    private void fixtures() {
        String open = "{\"bot_id\":\"%s\",\"channel\":\"whatsapp\",\"external_id\":\"%s\"}"
                .formatted(bot.id(), CUSTOMER_OF_FIXTURES);
        String path = CONVERSATIONS + "/"
                + run.call("A conversation without automatic answers", "POST", CONVERSATIONS, open)
                        .id();
        run.call("Its pause", "POST", path + "/autoreply", PAUSE);
        int received = 0;
        for (String fixture : List.of("image", "location", "reaction", "button")) {
            deliver("Payload: " + fixture, new String(Fixtures.whatsApp(fixture), StandardCharsets.UTF_8));
            received++;
            run.awaitEvents(
                    received, "message.received", "\"kind\":\"customer\",\"id\":\"" + CUSTOMER_OF_FIXTURES + "\"");
        }
        run.call("What the payloads became", "GET", path + "/messages");
    }

    private void deliver(String heading, String payload) {
        String signature = WhatsAppSigner.sign(payload.getBytes(StandardCharsets.UTF_8), SECRET);
        run.transcript.record(
                heading,
                new Request(
                        "POST",
                        WEBHOOK,
                        Map.of("Content-Type", "application/json", WhatsAppSigner.HEADER, signature),
                        payload));
    }

    private void awaitStatus(String content, String status) {
        run.awaitEvents(1, STATUS, "\"content\":\"" + content + "\"", "\"status\":\"" + status + "\"");
    }

    private GraphMessage newest() {
        List<GraphMessage> messages = run.graph.messages(CUSTOMER);
        return messages.get(messages.size() - 1);
    }

    private String conversation() {
        return run.transcript
                .send(Request.of("GET", CONVERSATIONS + "?bot_id=" + bot.id(), run.owner))
                .json()
                .at("/0/id")
                .asText();
    }

    private static String reply(String content) {
        return "{\"role\":\"assistant\",\"content\":\"" + content + "\"}";
    }
}
