package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PhoneNumberIdsTest {
    @Test
    void findsEveryNumberOnce() {
        assertThat(in("{\"phone_number_id\":\"1\"},{\"phone_number_id\" :\n \"2\"},{\"phone_number_id\":\"1\"}"))
                .containsExactly("1", "2");
    }

    @Test
    void findsNumbersInBrokenJson() {
        assertThat(in("{{{\u0000\"phone_number_id\":\"7\"]")).containsExactly("7");
    }

    @Test
    void overlooksWhatACustomerQuotes() {
        assertThat(in("{\"body\":\"my \\\"phone_number_id\\\":\\\"9\\\" is\"}")).isEmpty();
    }

    @Test
    void overlooksWhatCannotBeANumber() {
        assertThat(in("{\"phone_number_id\":12}{\"phone_number_id\":\"a b\"}{\"phone_number_id\":\"" + "1".repeat(65)
                        + "\"}"))
                .isEmpty();
    }

    @Test
    void stopsCountingPastTheMost() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            body.append("\"phone_number_id\":\"").append(i).append('"');
        }
        assertThat(in(body.toString())).hasSize(PhoneNumberIds.MOST + 1);
    }

    private static Set<String> in(String body) {
        return PhoneNumberIds.in(body.getBytes(StandardCharsets.UTF_8));
    }
}
