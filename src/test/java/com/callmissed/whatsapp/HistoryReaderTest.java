package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.callmissed.contact.CustomerAddress;
import com.callmissed.inbound.ChannelMessage;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.inbound.UnreadablePayloadException;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.thread.MessageRole;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryReaderTest {
    private static final String NUMBER = "106540352242922";

    private final WhatsAppBot bot = new WhatsAppBot(UUID.randomUUID(), UUID.randomUUID(), NUMBER, "s", "v");

    @Test
    void aMessageNamesOneNumberAndTheUserIds() {
        assertThat(customer(message("16505550002", ",\"from_user_id\":\"US.1\"")))
                .containsExactly("+16505550001", "US.1");
        assertThat(customer(message("15550783881", ",\"to\":\"16505550002\",\"to_user_id\":\"US.1\"")))
                .containsExactly("+16505550001", "US.1");
    }

    @Test
    void aPayloadHasOneLineAboutTheHistory() {
        String chunks = "{\"errors\":[{\"code\":1},{\"code\":2}]},{\"errors\":[{}]},{\"metadata\":{}},"
                + chunk(3, message("1650", "")) + "," + chunk(4, message("1651", "") + "," + message("1652", ""))
                + ",{\"metadata\":{\"progress\":1}}";

        List<WhatsAppItem> items = read(chunks, chunks);

        assertThat(items.subList(6, items.size()))
                .containsExactly(new WhatsAppItem.HistoryDeclined(1), new WhatsAppItem.HistoryProgress(0, 4, 60, 6));
    }

    @Test
    void aChunkWithoutMessagesShowsTheProgressToo() {
        assertThat(read("{\"metadata\":{\"phase\":2,\"chunk_order\":9,\"progress\":100}}"))
                .containsExactly(new WhatsAppItem.HistoryProgress(2, 9, 100, 0));
        assertThat(read("{}")).isEmpty();
    }

    @Test
    void aMessageInAGroupIsLikeOneThatArrivesNow() {
        String group = ",\"group_id\":\"Y2FzZQ\"";
        ChannelMessage theirs = found(read(chunk(1, message("16505551234", group))));
        ChannelMessage ours = found(read(chunk(1, message("15550783881", group))));

        assertThat(theirs.groupId()).isEqualTo("Y2FzZQ");
        assertThat(theirs.role()).isEqualTo(MessageRole.USER);
        assertThat(theirs.conversationMetadata()).isEqualTo(Map.of("group", true));
        assertThat(theirs.metadata()).containsEntry("sender", Map.of("number", "+16505551234"));
        assertThat(theirs.customer().shown()).isEqualTo("+16505551234");
        assertThat(ours.role()).isEqualTo(MessageRole.ASSISTANT);
        assertThat(ours.conversationMetadata()).isEqualTo(Map.of("group", true));
        assertThat(ours.metadata()).doesNotContainKey("sender");
    }

    private List<String> customer(String message) {
        return found(read(chunk(1, message))).customer().addresses().stream()
                .map(CustomerAddress::shown)
                .toList();
    }

    private static ChannelMessage found(List<WhatsAppItem> items) {
        return ((WhatsAppItem.Message) items.get(0)).message();
    }

    private static String chunk(int order, String messages) {
        return "{\"metadata\":{\"phase\":0,\"chunk_order\":" + order
                + ",\"progress\":60},\"threads\":[{\"id\":\"16505550001\",\"messages\":[" + messages + "]}]}";
    }

    private static String message(String from, String more) {
        return "{\"from\":\"" + from + "\",\"id\":\"" + WhatsAppBot.wamid() + "\",\"type\":\"text\"" + more + "}";
    }

    /** Reads one change of the field for each text. */
    private List<WhatsAppItem> read(String... chunks) {
        String change = bot.change("\"history\":[@]").replace("\"field\":\"messages\"", "\"field\":\"history\"");
        int start = change.indexOf("{\"field\"");
        int end = change.indexOf("]}]}");
        List<String> changes = List.of(chunks).stream()
                .map(chunk -> change.substring(start, end).replace("@", chunk))
                .toList();
        String body = change.substring(0, start) + String.join(",", changes) + change.substring(end);
        try {
            return WhatsAppPayload.read(new InboundPayload(
                    bot.tenant(),
                    UUID.randomUUID(),
                    bot.id(),
                    "whatsapp",
                    NUMBER,
                    body.getBytes(StandardCharsets.UTF_8),
                    null,
                    Instant.parse("2026-01-02T03:04:05Z"),
                    0));
        } catch (UnreadablePayloadException e) {
            throw new AssertionError(e);
        }
    }
}
