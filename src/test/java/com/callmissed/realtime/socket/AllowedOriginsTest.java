package com.callmissed.realtime.socket;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import io.vertx.core.net.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AllowedOriginsTest {
    @Test
    void allowsARequestThatComesFromNoPage() {
        assertThat(origins().allows(null, HostAndPort.create("api.example.com", -1)))
                .isTrue();
        assertThat(origins("https://a.example").allows(null, null)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080, true",
        "HTTP://LocalHost:8080, localhost:8080, true",
        "https://api.example.com, api.example.com, true",
        "https://api.example.com:443, api.example.com, true",
        "https://api.example.com, api.example.com:443, true",
        "https://public.example, inner:8080, true",
        "https://api.example.com:8443, api.example.com, false",
        "http://localhost:3000, localhost:8080, false",
        "https://api.example.com.evil.example, api.example.com, false",
        "https://evil.example, api.example.com, false",
        "https://evil.example/api.example.com, api.example.com, false",
        "null, api.example.com, false",
        "'', api.example.com, false",
    })
    void allowsItsOwnPagesByDefault(String origin, String authority, boolean allowed) {
        assertThat(origins().allows(origin, HostAndPort.parseAuthority(authority, -1)))
                .isEqualTo(allowed);
    }

    @Test
    void allowsNoPageWhenTheRequestNamesNoHost() {
        assertThat(origins().allows("http://null", null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example, true",
        "https://A.example:443, true",
        "http://b.example:3000, true",
        "http://a.example, false",
        "https://public.example, false",
        "http://localhost:8080, false",
    })
    void allowsOnlyWhatIsConfigured(String origin, boolean allowed) {
        assertThat(origins("https://a.example", " http://B.example:3000")
                        .allows(origin, HostAndPort.create("localhost", 8080)))
                .isEqualTo(allowed);
    }

    @Test
    void anOriginThatMayCallTheApiMayOpenASocketToo() {
        List<String> ofTheApi = List.of("https://app.example");
        URI own = URI.create("https://public.example/");
        for (Optional<List<String>> configured :
                List.of(Optional.<List<String>>empty(), Optional.of(List.of("https://a.example")))) {
            AllowedOrigins origins = new AllowedOrigins(configured, ofTheApi, own);
            assertThat(origins.allows("https://App.example", HostAndPort.create("localhost", 8080)))
                    .isTrue();
            assertThat(origins.allows("https://evil.example", HostAndPort.create("localhost", 8080)))
                    .isFalse();
        }
    }

    private static AllowedOrigins origins(String... configured) {
        return new AllowedOrigins(
                configured.length == 0 ? Optional.empty() : Optional.of(List.of(configured)),
                List.of(),
                URI.create("https://public.example/"));
    }
}
