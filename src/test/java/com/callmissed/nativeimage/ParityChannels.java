package com.callmissed.nativeimage;

import java.util.Map;
import java.util.UUID;

import com.callmissed.nativeimage.Transcript.Exchange;
import com.callmissed.nativeimage.Transcript.Request;
import com.callmissed.testing.GraphReply;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.ModelServer.Reply;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.testing.WhatsAppSigner;

/** What comes in through the webhooks, what the bot makes of it, and the events that tell of it. */
final class ParityChannels {
    private static final String CUSTOMER = "16505550111";
    private static final String WHATSAPP = "/api/v1/webhooks/whatsapp";
    private static final String SECRET = "app-secret-of-tests";
    private static final String CALL = "CA00000000000000000000000000000077";
    private static final String NUMBER = "+14155550188";

    private final ParityRun run;
    private WhatsAppBot bot;
    private String phone;

    private ParityChannels(ParityRun run) {
        this.run = run;
    }

    static void send(ParityRun run) {
        ParityChannels channels = new ParityChannels(run);
        channels.connect();
        try (SocketClient socket = run.socket()) {
            run.transcript.note("The first frame of a socket", socket.next());
            channels.whatsApp();
            channels.call();
            run.transcript.note("The event feed", String.join("\n", run.events()));
            run.transcript.note("The same on the socket", socket.next());
        }
        run.call("A place of another log", "GET", "/api/v1/events?after=AgAAAAAAAAPnAAAAAQ");
        run.call("A wrong place", "GET", "/api/v1/events?after=x");
    }

    private void connect() {
        String id = run.call("A bot for messages", "POST", "/api/v1/bots", "{\"name\":\"Shop\",\"type\":\"whatsapp\"}")
                .id();
        run.call(
                "Its number",
                "PUT",
                "/api/v1/bots/" + id + "/channel",
                "{\"phone_number_id\":\"2002\",\"access_token\":\"token-of-tests\",\"app_secret\":\"" + SECRET
                        + "\",\"verify_token\":\"verify-token-of-tests\"}");
        bot = new WhatsAppBot(run.tenant, UUID.fromString(id), "2002", SECRET, "verify-token-of-tests");
        phone = run.call(
                        "A bot for calls",
                        "POST",
                        "/api/v1/bots",
                        "{\"name\":\"Phone\",\"type\":\"inbound_call\",\"config\":{\"greeting\":\"Hello, Phone here\"}}")
                .id();
        run.call(
                "Its number",
                "PUT",
                "/api/v1/bots/" + phone + "/channel",
                "{\"account_sid\":\"AC1\",\"auth_token\":\"auth-token-of-tests\",\"phone_number\":\"" + NUMBER + "\"}");
    }

    private void whatsApp() {
        run.transcript.record(
                "Meta's handshake",
                new Request(
                        "GET",
                        WHATSAPP + "?hub.mode=subscribe&hub.verify_token=verify-token-of-tests&hub.challenge=42",
                        Map.of(),
                        null));
        run.transcript.record(
                "A payload that nobody signed",
                new Request("POST", WHATSAPP, Map.of("Content-Type", "application/json"), "{}"));

        ModelServer.Hold hold = run.model.hold("Too slow?");
        run.model.replies(request -> Reply.text("Not at all"));
        deliver("A question", bot.textNow(CUSTOMER, "wamid.parity1", "Too slow?"));
        hold.awaitArrived();
        String path = "/api/v1/conversations/" + conversation();
        run.call("Take over while the model thinks", "POST", path + "/autoreply", "{\"enabled\":false}");
        hold.release();
        run.awaitEvents(1, "conversation.autoreply_dropped", "");

        run.graph.replies(CUSTOMER, GraphReply.error(400, 131026, "Undeliverable"));
        String reply = run.call(
                        "A person replies in vain",
                        "POST",
                        path + "/messages",
                        "{\"role\":\"assistant\",\"content\":\"Dana here\"}")
                .id();
        run.awaitEvents(1, "message.status", "\"status\":\"failed\"");
        run.call("And tries again", "POST", path + "/messages/" + reply + "/retry");
        run.awaitEvents(1, "message.status", "\"status\":\"sent\"");
        run.call("Hand back", "POST", path + "/autoreply", "{\"enabled\":true}");
        deliver("Another question", bot.textNow(CUSTOMER, "wamid.parity2", "Open today?"));
        run.awaitEvents(2, "message.status", "\"status\":\"sent\"");
        run.call("The thread", "GET", path + "/messages");
        run.call("Complete it", "PUT", path + "/status", "{\"status\":\"completed\"}");
    }

    private void deliver(String heading, String payload) {
        run.transcript.record(
                heading,
                new Request(
                        "POST",
                        WHATSAPP,
                        Map.of(
                                "Content-Type",
                                "application/json",
                                WhatsAppSigner.HEADER,
                                WhatsAppSigner.sign(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8), SECRET)),
                        payload));
    }

    private String conversation() {
        return run.transcript
                .send(Request.of("GET", "/api/v1/conversations?bot_id=" + bot.id(), run.owner))
                .json()
                .at("/0/id")
                .asText();
    }

    private void call() {
        run.model.replies(request -> Reply.text("Until six"));
        Exchange told =
                run.transcript.record("A call", post("/voice", "CallStatus", "ringing", "Direction", "inbound"));
        String gather = told.body().replaceAll("(?s).*action=\"[^\"]*/webhooks/twilio([^\"]*)\".*", "$1");
        told = run.transcript.send(post(
                gather.replace("&amp;", "&"),
                "CallStatus",
                "in-progress",
                "SpeechResult",
                "How long?",
                "Confidence",
                "0.9"));
        while (told.body().contains("One moment, please.")) {
            String redirect = told.body().replaceAll("(?s).*<Redirect[^>]*>[^<]*/webhooks/twilio([^<]*)<.*", "$1");
            told = run.transcript.send(post(redirect.replace("&amp;", "&"), "CallStatus", "in-progress"));
        }
        run.transcript.note("What the caller hears", told.body());
        run.transcript.record(
                "Words that a caller says to reach a person",
                post(gather.replace("&amp;", "&"), "CallStatus", "in-progress", "SpeechResult", "An agent, please"));
        run.transcript.record("The call ends", post("/status", "CallStatus", "completed", "CallDuration", "93"));
        run.call("The call", "GET", "/api/v1/conversations?channel=voice");
    }

    private static Request post(String target, String... parameters) {
        String form = TwilioBot.form("AccountSid", "AC1", "CallSid", CALL, "From", "+16505550122", "To", NUMBER) + "&"
                + TwilioBot.form(parameters);
        String path = "/api/v1/webhooks/twilio" + target;
        return new Request(
                "POST",
                path,
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        TwilioBot.HEADER,
                        TwilioBot.sign(TwilioBot.PUBLIC_URL + path, form, "auth-token-of-tests")),
                form);
    }
}
