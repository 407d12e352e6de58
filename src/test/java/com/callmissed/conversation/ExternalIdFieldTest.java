package com.callmissed.conversation;

import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Spellings in requests that open a conversation. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ExternalIdFieldTest {
    private final FieldCase field = new FieldCase();
    private Api api;
    private String bot;

    @BeforeEach
    void createBot() {
        api = Api.ofFreshTenant();
        bot = api.createBot("Shop");
    }

    @Test
    void everySpellingOpensOneThread() {
        assertThat(post("70-api-external-id.http")).containsExactly(201, 200, 200, 200, 422, 200, 200);
        assertThat(listed()).containsExactly("+14155550170");
    }

    /** Each call is a conversation. A number without a country code stays as it came. */
    @Test
    void aCallShowsTheNumber() {
        assertThat(post("71-api-external-id-voice.http")).containsOnly(201);
        assertThat(listed())
                .containsExactly("+14155550171", "+14155550171", "(415) 555-0171", "+14155550171", "+14155550171");
    }

    private List<Integer> post(String file) {
        return field.requests(file, Map.of("@BOT@", bot)).stream()
                .map(request -> request.send(api.as()).statusCode())
                .toList();
    }

    private List<String> listed() {
        return api.as().get("/api/v1/conversations").jsonPath().getList("external_id");
    }
}
