package com.callmissed.packaged;

import java.util.List;

import io.restassured.RestAssured;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Fixtures;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/** Meta's webhook on the packaged service, with every kind of content. */
class WhatsAppIT {
    private static final List<String> MESSAGES = List.of(
            "text",
            "text-reply-with-context",
            "image",
            "audio-voice-note",
            "document",
            "location",
            "button",
            "interactive-button-reply",
            "interactive-list-reply",
            "reaction",
            "reaction-removed",
            "unsupported",
            "echo-from-phone");

    @BeforeEach
    void connect() {
        RestAssured.baseURI = PackagedApp.shared().baseUri();
    }

    @AfterEach
    void disconnect() {
        RestAssured.reset();
    }

    @Test
    void storesWhatMetaSends() {
        WhatsAppBot bot = WhatsAppBot.create();
        MESSAGES.forEach(fixture -> bot.post(Fixtures.whatsApp(fixture)).statusCode(200));
        List.of("status-sent", "status-failed", "other-field-template-status", "text")
                .forEach(fixture -> bot.post(Fixtures.whatsApp(fixture)).statusCode(200));
        assertThat(bot.messages("+16505551234"))
                .extracting(message -> message.get("message_type"))
                .containsExactly(
                        "text",
                        "text",
                        "image",
                        "audio",
                        "document",
                        "location",
                        "button",
                        "interactive",
                        "interactive",
                        "reaction",
                        "reaction",
                        "system",
                        "text");
        bot.post(Fixtures.whatsApp("batch-two-contacts")).statusCode(200);
        assertThat(bot.conversations()).hasSize(2);
        bot.post(Fixtures.whatsApp("system-number-changed")).statusCode(200);
        assertThat(bot.conversations()).hasSize(2);
        assertThat(bot.conversation("+16505559999").get("last_message_preview"))
                .as("a notice is not said")
                .isEqualTo("second");
    }

    @Test
    void refusesWhatNobodyVouchesFor() {
        WhatsAppBot bot = WhatsAppBot.create();
        WhatsAppBot.post(Fixtures.whatsApp("text"), null).statusCode(401).body("error.code", equalTo("invalid_token"));
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void shakesHands() {
        WhatsAppBot bot = WhatsAppBot.create();
        given().queryParam("hub.mode", "subscribe")
                .queryParam("hub.verify_token", bot.verifyToken())
                .queryParam("hub.challenge", "1158201444")
                .get("/api/v1/webhooks/whatsapp")
                .then()
                .statusCode(200)
                .body(equalTo("1158201444"));
    }
}
