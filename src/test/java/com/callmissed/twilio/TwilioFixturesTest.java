package com.callmissed.twilio;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.Fixtures;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.Twiml;

import static com.callmissed.testing.TwilioBot.GATHER;
import static com.callmissed.testing.TwilioBot.STATUS;
import static com.callmissed.testing.TwilioBot.VOICE;
import static org.assertj.core.api.Assertions.assertThat;

/** Posts every fixture of Twilio without changes, with a signature. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TwilioFixturesTest {
    private static final String GATHER_URL = TwilioBot.PUBLIC_URL + GATHER;
    private static final String ANSWER = "It leaves our warehouse today.";

    @TestHTTPResource("/")
    URI base;

    @Test
    void isOneCallFromTheGreetingToItsEnd() {
        TwilioBot desk = TwilioBot.create();
        AutomaticAnswers.save(desk.tenant(), desk.id(), ANSWER, "Where is my order?");
        try (SocketClient socket = SocketClient.withToken(base, TestTokens.of(desk.tenant(), "agent"))
                .ready()) {
            Twiml greeting = told(desk.post(VOICE, Fixtures.twilio("voice")).statusCode(200));
            assertThat(greeting.names()).containsExactly("Say", "Gather", "Redirect");
            assertThat(greeting.said()).containsExactly("Hello, this is Front desk. How can I help you?");
            assertThat(greeting.verb("Gather").getAttribute("input")).isEqualTo("speech dtmf");
            assertThat(greeting.verb("Gather").getAttribute("language")).isEqualTo("en-US");
            assertThat(greeting.verb("Gather").getAttribute("speechTimeout")).isEqualTo("auto");
            assertThat(greeting.verb("Gather").getAttribute("method")).isEqualTo("POST");
            assertThat(greeting.verb("Gather").getAttribute("action")).isEqualTo(GATHER_URL + "?turn=1");
            assertThat(greeting.verb("Redirect").getTextContent()).isEqualTo(GATHER_URL + "?turn=1&silence=1");
            assertThat(types(socket, 2)).containsExactly("conversation.started customer", "message.sent bot");

            Map<String, Object> call = desk.conversations().get(0);
            assertThat(call)
                    .containsEntry("channel", "voice")
                    .containsEntry("external_id", "+16505551234")
                    .containsEntry("status", "active")
                    .containsEntry("duration_seconds", null)
                    .containsEntry("metadata", Map.of("call_id", "CA00000000000000000000000000000001"))
                    .containsEntry("reply_window_expires_at", null);

            Twiml answer = listen(desk, GATHER + "?turn=1", Fixtures.twilio("gather"));
            assertThat(answer.said()).containsExactly(ANSWER);
            assertThat(answer.verb("Gather").getAttribute("action")).isEqualTo(GATHER_URL + "?turn=3");
            assertThat(types(socket, 3))
                    .containsExactly("message.received customer", "message.sent bot", "message.status system");

            assertThat(desk.messages((String) call.get("id")))
                    .extracting(
                            message -> message.get("seq"),
                            message -> message.get("role"),
                            message -> message.get("content"),
                            message -> message.get("status"),
                            message -> message.get("automatic"))
                    .containsExactly(
                            row(1, "assistant", "Hello, this is Front desk. How can I help you?", "sent", true),
                            row(2, "user", "Where is my order?", "sent", false),
                            row(3, "assistant", ANSWER, "sent", true));

            assertThat(told(desk.post(STATUS, Fixtures.twilio("status-completed"))
                                    .statusCode(200))
                            .names())
                    .isEmpty();
            assertThat(types(socket, 1)).containsExactly("conversation.status_changed system");
            assertThat(desk.conversations()).hasSize(1).allSatisfy(ended -> assertThat(ended)
                    .containsEntry("status", "completed")
                    .containsEntry("duration_seconds", 93));
        }
    }

    @Test
    void isAMissedCall() {
        TwilioBot desk = TwilioBot.create();
        desk.post(STATUS, Fixtures.twilio("status-no-answer")).statusCode(200);
        desk.post(STATUS, Fixtures.twilio("status-no-answer")).statusCode(200);
        assertThat(desk.conversations()).hasSize(1).allSatisfy(call -> assertThat(call)
                .containsEntry("status", "failed")
                .containsEntry("duration_seconds", 0)
                .containsEntry("external_id", "+16505551234")
                .containsEntry("metadata", Map.of("call_id", "CA00000000000000000000000000000002"))
                .containsEntry("message_count", 0));
    }

    @Test
    void areUnderstoodWithoutTheQueryOfOurs() {
        TwilioBot desk = TwilioBot.create();
        AutomaticAnswers.save(desk.tenant(), desk.id(), ANSWER, "Where is my order?");
        desk.post(VOICE, Fixtures.twilio("voice")).statusCode(200);
        String words = Fixtures.twilio("gather");
        String others = words.replace("0.9128", "0.9");
        for (String form : List.of(words, words, others, words, others)) {
            listen(desk, GATHER, form);
        }
        assertThat(desk.messages((String) desk.conversations().get(0).get("id")))
                .extracting(message -> message.get("role"))
                .containsExactly("assistant", "user", "assistant", "user", "assistant");
    }

    /** Follows requests to hold, like Twilio. */
    private static Twiml listen(TwilioBot desk, String target, String form) {
        Twiml told = told(desk.post(target, form).statusCode(200));
        while (!told.listens()) {
            String next = told.verb("Redirect").getTextContent().substring(TwilioBot.PUBLIC_URL.length());
            told = told(
                    desk.post(next, form.replaceAll("&SpeechResult=[^&]*", "")).statusCode(200));
        }
        return told;
    }

    private static List<String> types(SocketClient socket, int count) {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonNode event = socket.nextJson();
            types.add(
                    event.path("type").asText() + " " + event.at("/actor/kind").asText());
        }
        return types;
    }

    private static org.assertj.core.groups.Tuple row(Object... values) {
        return new org.assertj.core.groups.Tuple(Arrays.asList(values).toArray());
    }

    private static Twiml told(io.restassured.response.ValidatableResponse answer) {
        return Twiml.parse(answer.contentType("application/xml").extract().asString());
    }
}
