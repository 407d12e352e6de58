package com.callmissed.whatsapp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.testing.Database;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Delivery statuses only rise, in whatever order Meta reports them. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppStatusTest {
    private static final List<String> RISING =
            List.of("queued", "sending", "uncertain", "sent", "delivered", "read", "failed");
    private static final List<String> REPORTED = List.of("sent", "delivered", "read", "failed");
    private static final String CUSTOMER = "+16505551234";

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    static Stream<List<String>> orders() {
        return permutations(REPORTED);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void onlyRisesInEveryOrder(List<String> order) {
        String wamid = outbound("queued");
        String highest = "queued";
        for (String status : order) {
            bot.post(bot.statuses(WhatsAppBot.status(wamid, status))).statusCode(200);
            highest = RISING.indexOf(status) > RISING.indexOf(highest) ? status : highest;
            assertThat(status()).as("after %s of %s", status, order).isEqualTo(highest);
        }
        assertThat(highest).isEqualTo("failed");
    }

    @Test
    void onlyRisesWithinOnePayload() {
        String wamid = outbound("sending");
        bot.post(bot.statuses(WhatsAppBot.status(wamid, "read"), WhatsAppBot.status(wamid, "sent")))
                .statusCode(200);
        assertThat(status()).isEqualTo("read");
    }

    @Test
    void onlyRisesUnderParallelReports() {
        String wamid = outbound("uncertain");
        Parallel.run(24, i -> bot.post(bot.statuses(WhatsAppBot.status(wamid, REPORTED.get(i % 3))))
                .statusCode(200));
        assertThat(status()).isEqualTo("read");
    }

    @Test
    void leavesWhatACustomerSentAlone() {
        String wamid = WhatsAppBot.wamid();
        bot.post(bot.text("16505551234", wamid, "hello")).statusCode(200);
        bot.post(bot.statuses(WhatsAppBot.status(wamid, "read"))).statusCode(200);
        assertThat(status()).isEqualTo("sent");
    }

    @Test
    void doesNotReachTheMessageOfAnotherBot() {
        String wamid = outbound("sent");
        WhatsAppBot stranger = WhatsAppBot.create();
        stranger.post(stranger.statuses(WhatsAppBot.status(wamid, "failed"))).statusCode(200);
        assertThat(status()).isEqualTo("sent");
        assertThat(stranger.conversations()).isEmpty();
    }

    /** A message of the business in the thread with the customer. Meta knows it by the returned id. */
    private String outbound(String status) {
        String wamid = WhatsAppBot.wamid();
        bot.post(bot.change("\"message_echoes\":[{\"from\":\"15550783881\",\"to\":\"16505551234\",\"id\":\"" + wamid
                                + "\",\"type\":\"text\",\"text\":{\"body\":\"Yes\"}}]")
                        .replace("\"field\":\"messages\"", "\"field\":\"smb_message_echoes\""))
                .statusCode(200);
        Database.update("UPDATE message SET status = ? WHERE tenant_id = ?", status, bot.tenant());
        return wamid;
    }

    private Object status() {
        return bot.messages(CUSTOMER).get(0).get("status");
    }

    private static Stream<List<String>> permutations(List<String> items) {
        if (items.isEmpty()) {
            return Stream.of(List.of());
        }
        return items.stream().flatMap(first -> {
            List<String> others = new ArrayList<>(items);
            others.remove(first);
            return permutations(others).map(tail -> {
                List<String> order = new ArrayList<>(List.of(first));
                order.addAll(tail);
                return order;
            });
        });
    }
}
