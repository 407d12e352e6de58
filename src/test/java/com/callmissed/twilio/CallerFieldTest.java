package com.callmissed.twilio;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.FieldCase;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TwilioBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Callers as Twilio names them. One request a line. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallerFieldTest {
    private final FieldCase field = new FieldCase();

    @Test
    void withheldNumbersAreNobody() {
        List<Map<String, Object>> calls = call("50-tw-withheld-callers.form");
        assertThat(calls).hasSize(10).extracting("external_id").containsOnly("anonymous");
        assertThat(calls).extracting("contact_id").containsOnlyNulls();
    }

    @Test
    void addressesAreKept() {
        assertThat(call("51-tw-sip-and-client-callers.form"))
                .extracting("external_id")
                .containsExactly(
                        "sip:alice@pbx.example.com", "client:web-widget_7", "+14155550151", "sips:bob@x.example");
    }

    @Test
    void numbersAreUnderstoodInEverySpelling() {
        List<Map<String, Object>> calls = call("52-tw-caller-number-without-plus.form");
        assertThat(calls)
                .extracting("external_id")
                .containsExactly("+14155550152", "+442079460152", "+12125550152", "911", "+442079460153");
        assertThat(calls).extracting("contact_id").doesNotContainNull().doesNotHaveDuplicates();
    }

    private List<Map<String, Object>> call(String file) {
        TwilioBot bot = TwilioBot.create();
        List<Map<String, Object>> calls = new ArrayList<>();
        for (String line : field.read(file).strip().split("\n")) {
            String sid = "CA" + UUID.randomUUID().toString().replace("-", "");
            String form = line.replace("@CALL@", sid)
                    .replace("@ACCOUNT@", bot.accountSid())
                    .replace("@TO@", bot.phoneNumber().replace("+", "%2B"));
            bot.post(TwilioBot.VOICE, form).statusCode(200);
            calls.add(bot.conversations().stream()
                    .filter(one -> Map.of("call_id", sid).equals(one.get("metadata")))
                    .findFirst()
                    .orElseThrow());
        }
        return calls;
    }
}
