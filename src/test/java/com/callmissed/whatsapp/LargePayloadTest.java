package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.callmissed.inbound.InboundPayload;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Reading a payload of 4 MB takes seconds, even if it repeats a part. If each item read all others it took minutes. */
class LargePayloadTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String NUMBER = "106540352242922";

    private final WhatsAppBot bot = new WhatsAppBot(UUID.randomUUID(), UUID.randomUUID(), NUMBER, "s", "v");

    @Test
    void statusesOfNobodyBesideOneContact() {
        assertThat(read(bot.change("\"contacts\":[{}],\"statuses\":" + list(1_000_000, i -> "{}"))))
                .hasSize(1_000_000);
    }

    @Test
    void messagesOfOneCustomerBesideOneContact() {
        assertThat(read(bot.change("\"contacts\":[{\"user_id\":\"US.1\"}],\"messages\":"
                        + list(30_000, i -> "{\"id\":\"wamid." + i + "\",\"from\":\"16505551234\"}"))))
                .hasSize(30_000);
    }

    @Test
    void manyContactsAndManyMessages() {
        assertThat(read(bot.change("\"contacts\":" + list(20_000, i -> "{\"wa_id\":\"1650" + (1_000_000 + i) + "\"}")
                        + ",\"messages\":"
                        + list(20_000, i -> "{\"id\":\"wamid." + i + "\",\"from\":\"1650" + (3_000_000 + i) + "\"}"))))
                .hasSize(20_000);
    }

    /** {@code Aa} and {@code BB} have the same hash. */
    @Test
    void contactsWhoseIdsHaveOneHash() {
        IntFunction<String> id = i -> IntStream.range(0, 16)
                .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
        assertThat(read(bot.change("\"contacts\":" + list(20_000, i -> "{\"user_id\":\"" + id.apply(i) + "\"}")
                        + ",\"messages\":"
                        + list(20_000, i -> "{\"id\":\"" + i + "\",\"from_user_id\":\"" + id.apply(i) + "\"}"))))
                .hasSize(20_000);
    }

    @Test
    void messagesOfAContactWithALongName() {
        assertThat(read(bot.change("\"contacts\":[{\"wa_id\":\"16505551234\",\"profile\":{\"name\":\"\\u0000"
                        + "x".repeat(2_000_000) + "\"}}],\"messages\":"
                        + list(20_000, i -> "{\"id\":\"wamid." + i + "\",\"from\":\"16505551234\"}"))))
                .hasSize(20_000);
    }

    @Test
    void callsToALongNumber() {
        assertThat(read(field(
                        "calls",
                        "\"calls\":"
                                + list(20_000, i -> "{\"event\":\"connect\",\"from\":\"1\",\"id\":\"" + i + "\"}"))))
                .hasSize(20_000);
    }

    @Test
    void aHistoryOfALongThreadIdAndALongNumber() {
        assertThat(read(field(
                        "history",
                        "\"history\":[{\"threads\":[{\"id\":\"" + "1".repeat(1_000_000) + "\",\"messages\":"
                                + list(20_000, i -> "{\"id\":\"" + i + "\",\"from\":\"16505551234\"}") + "}]}]")))
                .hasSizeGreaterThanOrEqualTo(20_000);
    }

    private static String list(int size, IntFunction<String> item) {
        return IntStream.range(0, size).mapToObj(item).collect(Collectors.joining(",", "[", "]"));
    }

    private String field(String field, String content) {
        return bot.change(content)
                .replace("\"field\":\"messages\"", "\"field\":\"" + field + "\"")
                .replace("15550783881", "1".repeat(1_000_000));
    }

    private List<WhatsAppItem> read(String body) {
        InboundPayload payload = new InboundPayload(
                bot.tenant(),
                UUID.randomUUID(),
                bot.id(),
                "whatsapp",
                NUMBER,
                body.getBytes(StandardCharsets.UTF_8),
                null,
                Instant.parse("2026-01-02T03:04:05Z"),
                0);
        return assertTimeoutPreemptively(LIMIT, () -> WhatsAppPayload.read(payload));
    }
}
