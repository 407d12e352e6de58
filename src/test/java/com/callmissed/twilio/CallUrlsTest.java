package com.callmissed.twilio;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CallUrlsTest {
    private static final String PATH = "/api/v1/webhooks/twilio/voice";

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com, https://api.example.com, https://api.example.com:443",
        "https://api.example.com/, https://api.example.com, https://api.example.com:443",
        "https://api.example.com/bots/, https://api.example.com/bots, https://api.example.com:443/bots",
        "https://api.example.com:8443, https://api.example.com:8443, https://api.example.com",
        "http://localhost:8080, http://localhost:8080, http://localhost",
        "http://example.com, http://example.com, http://example.com:80",
        "https://user:pa%20ss@example.com, https://user:pa%20ss@example.com, https://user:pa%20ss@example.com:443"
    })
    void areSignedWithOrWithoutThePort(String publicUrl, String one, String other) {
        assertThat(new CallUrls(URI.create(publicUrl)).signed("/voice", null))
                .containsExactlyInAnyOrder(one + PATH, other + PATH);
    }

    @Test
    void keepTheQueryAsItCame() {
        CallUrls urls = new CallUrls(URI.create("https://example.com"));
        assertThat(urls.signed("/gather", "turn=1&a=%2B+x%20%zz"))
                .contains("https://example.com/api/v1/webhooks/twilio/gather?turn=1&a=%2B+x%20%zz");
        assertThat(urls.signed("/gather", "")).contains("https://example.com/api/v1/webhooks/twilio/gather?");
    }

    @Test
    void leadOnUnderThePublicUrl() {
        CallUrls urls = new CallUrls(URI.create("https://example.com:8443/bots/"));
        String base = "https://example.com:8443/bots/api/v1/webhooks/twilio/gather?";
        assertThat(urls.gather(CallPosition.listening(3, 0))).isEqualTo(base + "turn=3");
        assertThat(urls.gather(CallPosition.listening(3, 2))).isEqualTo(base + "turn=3&asked=2");
        assertThat(urls.gather(CallPosition.silent(3, 1))).isEqualTo(base + "turn=3&silence=1");
        assertThat(urls.gather(CallPosition.waiting(3, 4))).isEqualTo(base + "turn=3&wait=4");
    }

    @Test
    void areReadBack() {
        assertThat(CallPosition.parse("turn=3&silence=1")).isEqualTo(CallPosition.silent(3, 1));
        assertThat(CallPosition.parse("x=1&turn=0&wait=12")).isEqualTo(CallPosition.waiting(0, 12));
        assertThat(CallPosition.parse("turn=7&asked=2").isKnown()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "turn=", "turn=-1", "turn=x", "turn=99999999999999999999", "return=1", "turn=1x", "&&="})
    void takeNothingFromAQueryThatIsNotOurs(String query) {
        assertThat(CallPosition.parse(query)).isEqualTo(CallPosition.parse(null));
        assertThat(CallPosition.parse(query).isKnown()).isFalse();
    }
}
