package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.inbound.ChannelMessage;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.inbound.UnreadablePayloadException;
import com.callmissed.outbound.DeliveryReport;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageType;
import com.callmissed.whatsapp.graph.SendReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WhatsAppPayloadTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05Z");
    private static final String NUMBER = "106540352242922";

    private final WhatsAppBot bot = new WhatsAppBot(UUID.randomUUID(), UUID.randomUUID(), NUMBER, "s", "v");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                text        | `"text":{"body":" two  words "}`             | TEXT | ` two  words `
                text        | `"text":{}`                                  | TEXT | Empty message
                image       | `"image":{"id":"1"}`                         | IMAGE | Image
                video       | `"video":{"id":"1","caption":"see"}`         | VIDEO | see
                video       | `"video":{"id":"1"}`                         | VIDEO | Video
                audio       | `"audio":{"id":"1","voice":true}`            | AUDIO | Voice message
                audio       | `"audio":{"id":"1","voice":false}`           | AUDIO | Audio
                sticker     | `"sticker":{"id":"1","animated":true}`       | STICKER | Sticker
                document    | `"document":{"id":"1","filename":"a.pdf"}`   | DOCUMENT | a.pdf
                document    | `"document":{"id":"1"}`                      | DOCUMENT | Document
                location    | `"location":{"latitude":1.5,"longitude":-2}` | LOCATION | `1.5,-2`
                location | `"location":{"address":"Here","latitude":1.5}` | LOCATION | Here
                location    | `"location":{}`                              | LOCATION | Location
                contacts | `"contacts":[{"name":{"formatted_name":"A B"},"phones":[{},{"wa_id":"1"}]},{"phones":[{"phone":"+1"}]},{}]` \
                    | CONTACTS | `A B, 1; +1; Contact`
                contacts    | `"contacts":[]`                              | CONTACTS | Contact
                button      | `"button":{"payload":"go"}`                  | BUTTON | go
                interactive | `"interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent"}}` | INTERACTIVE | Sent
                interactive | `"interactive":{"nfm_reply":{"body":"Sent","response_json":"no JSON"}}` | INTERACTIVE | Sent
                interactive | `"interactive":{"nfm_reply":{"response_json":"{\\"a_b\\":[\\"1_x\\",2],\\"flow_token\\":0}"}}` \
                    | INTERACTIVE | `a b: x, 2`
                interactive | `"interactive":{"list_reply":{"title":"Blue"}}` | INTERACTIVE | Blue
                interactive | `"interactive":{"call_permission_reply":{"response":"accept"}}` | SYSTEM | Allowed calls
                interactive | `"interactive":{"call_permission_reply":{"response":"reject"}}` | SYSTEM \
                    | Did not allow calls
                interactive | `"interactive":{"type":"new"}`               | INTERACTIVE | Interactive reply
                reaction    | `"reaction":{"message_id":"x","emoji":""}`   | REACTION | Reaction removed
                system      | `"system":{}`                                | SYSTEM | System message
                order | `"order":{"text":"quick","product_items":[{},{}]}` | INTERACTIVE | `Order of 2 items: quick`
                order       | `"order":{"product_items":[{}]}`             | INTERACTIVE | Order of 1 item
                request_welcome | `"x":1`                                      | SYSTEM | Opened the chat
                unknown     | `"errors":[]`                                | SYSTEM | Unsupported message
                poll        | `"poll":{"q":"?"}`                           | SYSTEM | Unsupported message (poll)
                `p o/l`     | `"x":1`                                      | SYSTEM | Unsupported message
                image       | `"image":"not an object"`                    | IMAGE | Image
                """)
    void readsEveryTypeAsText(String type, String content, MessageType expected, String text) {
        ChannelMessage message = message(WhatsAppBot.message("16505551234", "wamid.1", type, content));
        assertThat(message.type()).isEqualTo(expected);
        assertThat(message.content()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"text\",\"text\":{\"body\":\"a\"}",
                "\"type\":\"image\",\"image\":{\"caption\":\"a\"}",
                "\"type\":\"document\",\"document\":{\"caption\":\"a\",\"filename\":\"b\"}",
                "\"type\":\"button\",\"button\":{\"text\":\"a\"}",
                "\"type\":\"interactive\",\"interactive\":{\"button_reply\":{\"title\":\"a\"}}",
                "\"type\":\"interactive\",\"interactive\":{\"list_reply\":{\"title\":\"a\"}}",
            })
    void findsWordsThatTheBotAnswers(String content) {
        assertThat(message("{\"from\":\"16505551234\",\"id\":\"wamid.1\"," + content + "}")
                        .hasWords())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"text\",\"text\":{\"body\":\" \"}",
                "\"type\":\"image\",\"image\":{}",
                "\"type\":\"document\",\"document\":{\"filename\":\"b\"}",
                "\"type\":\"audio\",\"audio\":{\"voice\":true}",
                "\"type\":\"sticker\",\"sticker\":{}",
                "\"type\":\"location\",\"location\":{\"name\":\"a\"}",
                "\"type\":\"contacts\",\"contacts\":[{\"name\":{\"first_name\":\"a\"}}]",
                "\"type\":\"interactive\",\"interactive\":{\"nfm_reply\":{\"body\":\"a\"}}",
                "\"type\":\"interactive\",\"interactive\":{\"call_permission_reply\":{\"response\":\"accept\"}}",
                "\"type\":\"order\",\"order\":{\"text\":\"a\"}",
                "\"type\":\"reaction\",\"reaction\":{\"emoji\":\"a\"}",
                "\"type\":\"system\",\"system\":{\"body\":\"a\"}",
            })
    void findsNoWordsInAnythingElse(String content) {
        assertThat(message("{\"from\":\"16505551234\",\"id\":\"wamid.1\"," + content + "}")
                        .hasWords())
                .isFalse();
    }

    @Test
    void namesTheCustomerTheBotAndTheTime() {
        ChannelMessage message = message(WhatsAppBot.message("16505551234", "wamid.1", "text", "\"text\":{}"));
        assertThat(message.tenantId()).isEqualTo(bot.tenant());
        assertThat(message.botId()).isEqualTo(bot.id());
        assertThat(message.role()).isEqualTo(MessageRole.USER);
        assertThat(message.customer().shown()).isEqualTo("+16505551234");
        assertThat(message.providerMessageId()).isEqualTo("wamid.1");
        assertThat(message.sentAt()).isEqualTo("2025-06-08T20:59:43Z");
        assertThat(message.conversationMetadata()).isNull();
    }

    @Test
    void keepsWhatAnUnknownTypeSays() {
        ChannelMessage message = message(WhatsAppBot.message(
                "1650", "wamid.1", "poll", "\"poll\":{\"q\":\"?\",\"n\":[1,1.5,true,null]},\"group_id\":\"g\""));
        assertThat(message.metadata().get("poll")).hasToString("{q=?, n=[1, 1.5, true, null]}");
        assertThat(message.metadata()).containsEntry("group_id", "g");
    }

    @Test
    void replacesWhatPostgresRefuses() {
        ChannelMessage message = message(WhatsAppBot.message(
                "1650",
                "wamid.1",
                "text",
                "\"text\":{\"body\":\"a\\u0000b\\ud83dc\\ud83d\\udc4d\"},\"context\":{\"i\\u0000d\":\"\\udc4d\"}"));
        assertThat(message.content()).isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDC4D");
        assertThat(message.metadata()).containsEntry("context", Map.of("i\uFFFDd", "\uFFFD"));
    }

    @Test
    void keepsALongTextWhole() {
        String text = "x".repeat(1_000_000);
        assertThat(message(WhatsAppBot.message("1650", "wamid.1", "text", "\"text\":{\"body\":\"" + text + "\"}"))
                        .content())
                .isEqualTo(text);
    }

    @Test
    void knowsACustomerWithoutANumberByTheUserId() {
        ChannelMessage message =
                message("{\"from_user_id\":\"US.13491208655302741918\",\"id\":\"wamid.1\",\"type\":\"text\"}");
        assertThat(message.customer().shown()).isEqualTo("US.13491208655302741918");
        assertThat(message.sentAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"from\":\"1650\",\"type\":\"text\",\"text\":{\"body\":\"x\"}}",
                "{\"id\":\"wamid.1\",\"type\":\"text\",\"text\":{\"body\":\"x\"}}",
                "{\"from\":7,\"id\":\"wamid.1\"}",
                "{\"from\":\"1650\",\"id\":\"wamid.1\",\"group_id\":\"+16505551234\"}",
                "{\"from\":\"1650\",\"id\":\"wamid.1\",\"group_id\":\"16505551234\"}",
                "{\"from\":\"1650\",\"id\":\"wamid.1\",\"group_id\":\" +9990001112223334\"}",
                "\"text\"",
                "null"
            })
    void reportsAMessageThatNobodyCanPlace(String broken) {
        List<WhatsAppItem> items = read(bot.payload(broken, WhatsAppBot.message("1650", "wamid.2", "text", "\"x\":1")));
        assertThat(items).hasSize(2);
        assertThat(items.get(0)).isInstanceOf(WhatsAppItem.Unreadable.class);
        assertThat(items.get(1)).isInstanceOf(WhatsAppItem.Message.class);
    }

    @ParameterizedTest
    @CsvSource({"sent,SENT", "delivered,DELIVERED", "read,READ", "played,READ", "failed,FAILED"})
    void readsStatuses(String status, DeliveryStatus expected) {
        DeliveryReport report = ((WhatsAppItem.Report) read(bot.statuses(WhatsAppBot.status("wamid.1", status)))
                        .get(0))
                .report();
        assertThat(report)
                .isEqualTo(new DeliveryReport(
                        bot.tenant(), bot.id(), "wamid.1", expected, Instant.ofEpochSecond(1750263770), null, null));
    }

    @Test
    void readsTheReferenceThatAReportRepeats() {
        UUID message = UUID.randomUUID();
        assertThat(reference(new SendReference(message, 2, 1, 2).format()))
                .isEqualTo(new DeliveryReport.Reference(message, 2, 1, true));
        assertThat(reference(new SendReference(message, 1, 0, 2).format()))
                .isEqualTo(new DeliveryReport.Reference(message, 1, 0, false));
        assertThat(reference("order 4711")).isNull();
        assertThat(reference("")).isNull();
    }

    @Test
    void takesTheArrivalAsTheTimeOfAStatusWithoutOne() {
        List<WhatsAppItem> items =
                read(bot.statuses("{\"id\":\"wamid.1\",\"status\":\"sent\",\"timestamp\":\"soon\"}"));
        assertThat(((WhatsAppItem.Report) items.get(0)).report().at()).isEqualTo(RECEIVED);
    }

    @Test
    void readsReportsAfterTheMessagesThatTheyMayBeAbout() {
        String statuses = bot.statuses(WhatsAppBot.status("wamid.1", "sent"));
        String text = bot.text("1650", "wamid.1", "x");
        assertThat(read(statuses.replace(
                        "]}]}", "]}," + text.substring(text.indexOf("{\"id\":\"1\""), text.length() - 2) + "]}")))
                .hasExactlyElementsOfTypes(WhatsAppItem.Message.class, WhatsAppItem.Report.class);
    }

    @Test
    void passesOverWhatIsNotAboutMessages() {
        assertThat(read(bot.statuses(WhatsAppBot.status("wamid.1", "warning")))).isEmpty();
        assertThat(read(bot.change("\"errors\":[{\"code\":1}]"))).isEmpty();
        assertThat(read(bot.text("1650", "wamid.1", "x").replace("\"field\":\"messages\"", "\"field\":\"calls\"")))
                .isEmpty();
    }

    @Test
    void readsOnlyTheChangesOfTheVerifiedNumber() {
        String other = bot.text("1650", "wamid.2", "not ours").replace(NUMBER, "2");
        assertThat(read(other)).isEmpty();
        assertThat(read(bot.text("1650", "wamid.1", "ours")
                        .replace(
                                "\"entry\":[",
                                "\"entry\":[" + other.substring(other.indexOf("{\"id\":\"1\""), other.length() - 2)
                                        + ",")))
                .singleElement()
                .satisfies(item -> assertThat(
                                ((WhatsAppItem.Message) item).message().content())
                        .isEqualTo("ours"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"phone_number_id\"",
                "[]",
                "{}",
                "{\"entry\":{}}",
                "{\"entry\":[{}]}",
                "{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":{\"phone_number_id\":"
                        + "\"106540352242922\"},\"messages\":{}}}]}]}"
            })
    void refusesAFrameThatItDoesNotKnow(String body) {
        assertThatExceptionOfType(UnreadablePayloadException.class).isThrownBy(() -> parse(body));
    }

    @Test
    void refusesBottomlessNesting() {
        assertThatExceptionOfType(UnreadablePayloadException.class)
                .isThrownBy(() -> parse(bot.change("\"x\":" + "[".repeat(100_000) + "]".repeat(100_000))));
    }

    private ChannelMessage message(String message) {
        return ((WhatsAppItem.Message) read(bot.payload(message)).get(0)).message();
    }

    private DeliveryReport.Reference reference(String text) {
        return ((WhatsAppItem.Report) read(bot.statuses(WhatsAppBot.status("wamid.1", "sent", text)))
                        .get(0))
                .report()
                .reference();
    }

    private List<WhatsAppItem> read(String body) {
        try {
            return parse(body);
        } catch (UnreadablePayloadException e) {
            throw new AssertionError(e);
        }
    }

    private List<WhatsAppItem> parse(String body) throws UnreadablePayloadException {
        return WhatsAppPayload.read(new InboundPayload(
                bot.tenant(),
                UUID.randomUUID(),
                bot.id(),
                "whatsapp",
                NUMBER,
                body.getBytes(StandardCharsets.UTF_8),
                null,
                RECEIVED,
                0));
    }
}
