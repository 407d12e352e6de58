package com.callmissed.whatsapp.graph;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.outbound.SendResult;
import com.callmissed.outbound.SendResult.Accepted;
import com.callmissed.outbound.SendResult.Refused;
import com.callmissed.outbound.SendResult.TryLater;
import com.callmissed.outbound.SendResult.Unknown;

import static org.assertj.core.api.Assertions.assertThat;

class GraphAnswerTest {
    private static final String TOKEN = "EAAGsecret";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void takesTheIdOfAnAcceptedMessage() {
        assertThat(read(200, "{\"messages\":[{\"id\":\"wamid.1\",\"message_status\":\"accepted\"}]}"))
                .isEqualTo(new Accepted("wamid.1"));
    }

    @Test
    void readsTheOtherAddressesOfTheRecipient() {
        String answer = "{\"contacts\":[{\"input\":\"+5511987654321\",\"wa_id\":\"%s\",\"user_id\":\"BR.1\"}],"
                + "\"messages\":[{\"id\":\"wamid.1\"}]}";
        assertThat(read(200, answer.formatted("551187654321")))
                .isEqualTo(new Accepted("wamid.1", List.of("551187654321", "BR.1")));
        assertThat(read(200, answer.formatted("5511987654321"))).isEqualTo(new Accepted("wamid.1", List.of("BR.1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[]",
                "\"ok\"",
                "<html>",
                "{}",
                "{\"messages\":[]}",
                "{\"messages\":[{}]}",
                "{\"messages\":[{\"id\":7}]}",
                "{\"messages\":[{\"id\":\" \"}]}",
                "{\"error\":{\"code\":131026}}"
            })
    void doesNotKnowWhatASuccessWithoutAnIdMeans(String body) {
        assertThat(read(200, body)).isInstanceOf(Unknown.class);
        assertThat(new GraphAnswer(200, null, null).read(TOKEN, NOW)).isInstanceOf(Unknown.class);
        assertThat(read(200, "{\"messages\":[{\"id\":\"" + "x".repeat(513) + "\"}]}"))
                .isInstanceOf(Unknown.class);
    }

    @Test
    void refusesForGoodInOurWordsForWhatIsCommon() {
        assertThat(read(400, error(131047, "Re-engagement message", "More than 24 hours have passed")))
                .isEqualTo(new Refused(
                        131047,
                        "More than 24 hours have passed since the customer's last message",
                        "More than 24 hours have passed"));
        assertThat(read(401, "{\"error\":{\"code\":190,\"message\":\"Session has expired\"}}"))
                .isEqualTo(new Refused(190, "The access token of this number has expired or was revoked", null));
        assertThat(read(500, error(3, "Unknown method", null))).isInstanceOf(Refused.class);
    }

    @Test
    void refusesForGoodInMetasWordsForTheRest() {
        assertThat(read(400, error(100, "Invalid\n parameter\u0000", "to is\tnot a number")))
                .isEqualTo(new Refused(100, "Invalid parameter\uFFFD", "to is not a number"));
        assertThat(read(404, "{\"error\":{}}")).isEqualTo(new Refused(null, "WhatsApp refused the message", null));
        assertThat(read(418, "teapot")).isEqualTo(new Refused(null, "WhatsApp refused the message (status 418)", null));
    }

    @Test
    void keepsMetasWordsShortAndFreeOfTheToken() {
        Refused refused = (Refused) read(400, error(1, "Malformed access token " + TOKEN, "👋".repeat(400)));
        assertThat(refused.title()).isEqualTo("Malformed access token …");
        assertThat(refused.details())
                .hasSizeBetween(499, 500)
                .startsWith("👋👋")
                .endsWith("👋…");
        assertThat(((Refused) read(400, error(1, "x".repeat(500), "x"))).title())
                .hasSize(200);
        assertThat(refused).hasToString("Refused[1]");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 4",
        "400, 80007",
        "400, 130429",
        "400, 131056",
        "403, 4",
        "400, 2",
        "400, 131000",
        "400, 131016",
        "400, 131057",
        "400, 133004",
        "500, 1",
        "429, 100",
        "503, 100",
        "502, 100",
        "504, 100"
    })
    void triesLaterWhateverTheStatusWhenTheCodeSaysSo(int status, int code) {
        assertThat(read(status, error(code, "Later", null))).isInstanceOf(TryLater.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 408, 425, 429, 500, 501, 503, 529, 599})
    void triesLaterWithoutAnErrorOfMetas(int status) {
        assertThat(read(status, "<html>")).isInstanceOf(TryLater.class);
    }

    @Test
    void triesLaterWhatMetaCallsTransient() {
        assertThat(read(400, "{\"error\":{\"code\":9999,\"is_transient\":true}}"))
                .isInstanceOf(TryLater.class);
    }

    @Test
    void doesNotTryAgainWhatIsRestrictedForSpam() {
        assertThat(read(429, error(131048, "Spam rate limit hit", null))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 504})
    void doesNotKnowWhatAGatewayDoesNotKnow(int status) {
        assertThat(read(status, "<html>")).isInstanceOf(Unknown.class);
    }

    @Test
    void certainlySentNothingWhenARefusalBrokeOff() {
        assertThat(new GraphAnswer(400, null, null).read(TOKEN, NOW)).isInstanceOf(TryLater.class);
        assertThat(new GraphAnswer(500, null, null).read(TOKEN, NOW)).isInstanceOf(TryLater.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            delimiter = '|',
            value = {
                "7|PT7S",
                " 0 |PT0S",
                "86400|PT24H",
                "999999999999999999|PT87600H",
                "9999999999999999999|PT87600H",
                "Sun, 22 Nov 2026 10:01:30 GMT|PT1M30S",
                "Sun, 22 Nov 2026 09:00:00 GMT|PT0S",
                "Mon, 22 Nov 2027 10:00:00 GMT|PT8760H",
                "-5|null",
                "soon|null",
                "null|null"
            })
    void readsHowLongToWait(String header, Duration expected) {
        SendResult result = new GraphAnswer(429, header, new byte[0]).read(TOKEN, NOW);
        assertThat(((TryLater) result).after()).isEqualTo(expected);
    }

    private static SendResult read(int status, String body) {
        return new GraphAnswer(status, null, body.getBytes(StandardCharsets.UTF_8)).read(TOKEN, NOW);
    }

    private static String error(int code, String message, String details) {
        String more = details == null ? "" : ",\"details\":" + quote(details);
        return """
                {"error":{"message":%s,"type":"OAuthException","code":%d,\
                "error_data":{"messaging_product":"whatsapp"%s}}}""".formatted(quote(message), code, more);
    }

    private static String quote(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }
}
