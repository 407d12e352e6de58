package com.callmissed.nativeimage;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.testing.SocketClient;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Webhooks of both providers, what the bots do with them, and the events of it on the feed and on a socket. */
final class ParityChannels {
    private static final String EVENTS = "/api/v1/events?after=";

    private final ParityRun run;

    private ParityChannels(ParityRun run) {
        this.run = run;
    }

    static void send(ParityRun run) {
        ParityChannels channels = new ParityChannels(run);
        ParityWhatsApp whatsApp = new ParityWhatsApp(run, channels.whatsAppBot());
        channels.callBot();
        try (SocketClient socket = run.socket()) {
            String ready = socket.next();
            run.transcript.note("The first frame of a socket", ready);
            int before = run.events().size();
            whatsApp.send();
            ParityCalls.send(run);
            channels.events(socket, before);
        }
        run.call("A place of another log", "GET", EVENTS + ParityRun.FOREIGN_CURSOR);
        run.call("A wrong place", "GET", EVENTS + "x");
    }

    private WhatsAppBot whatsAppBot() {
        String id = run.call("A bot for messages", "POST", "/api/v1/bots", "{\"name\":\"Shop\",\"type\":\"whatsapp\"}")
                .id();
        run.call(
                "Its number",
                "PUT",
                "/api/v1/bots/" + id + "/channel",
                "{\"phone_number_id\":\"" + WhatsAppBot.FIXTURE_NUMBER
                        + "\",\"access_token\":\"token-of-tests\",\"app_secret\":\"" + ParityWhatsApp.SECRET
                        + "\",\"verify_token\":\"" + ParityWhatsApp.VERIFY_TOKEN + "\"}");
        return new WhatsAppBot(
                run.tenant,
                UUID.fromString(id),
                WhatsAppBot.FIXTURE_NUMBER,
                ParityWhatsApp.SECRET,
                ParityWhatsApp.VERIFY_TOKEN);
    }

    private void callBot() {
        String id = run.call(
                        "A bot for calls",
                        "POST",
                        "/api/v1/bots",
                        "{\"name\":\"Phone\",\"type\":\"inbound_call\","
                                + "\"config\":{\"greeting\":\"Hello, Phone here\"}}")
                .id();
        run.call(
                "Its number",
                "PUT",
                "/api/v1/bots/" + id + "/channel",
                "{\"account_sid\":\"" + ParityCalls.ACCOUNT + "\",\"auth_token\":\"" + ParityCalls.AUTH_TOKEN
                        + "\",\"phone_number\":\"" + ParityCalls.NUMBER + "\"}");
    }

    /** The socket sends the same events as the feed, from the one after its start to the last one. */
    private void events(SocketClient socket, int before) {
        List<String> feed = run.events();
        run.transcript.note("The event feed", String.join("\n", feed));
        List<String> expected = feed.subList(before, feed.size());
        List<String> frames = new ArrayList<>();
        while (frames.size() < expected.size()) {
            frames.add(socket.next());
        }
        run.transcript.note("The same on the socket", String.join("\n", frames));
        assertThat(frames).isEqualTo(expected);
        JsonNode last = Transcript.parse(feed.get(feed.size() - 1));
        String end = last.path("cursor").asText();
        run.call("Wait for an event that does not come", "GET", EVENTS + end + "&wait=1");
        assertThat(socket.rest()).isEmpty();
    }
}
