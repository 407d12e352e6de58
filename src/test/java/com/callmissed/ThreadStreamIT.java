package com.callmissed;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads a thread of 100 000 messages, over 100 MB of JSON, from a service with less than 64 MB of free heap. So the
 * service must send the thread in parts, no faster than the client reads.
 */
class ThreadStreamIT {
    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID CONVERSATION = UUID.randomUUID();
    private static final int MESSAGES = 100_000;

    private static PackagedApp app;

    @BeforeAll
    static void start() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        // when idle, the service keeps about 50 MB of objects
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx112m");
        app = PackagedApp.start(environment);
        Database database = Database.at(environment.get("DATABASE_URL"));
        database.execute(
                "INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)"
                        + " VALUES (?, ?, 'b', 'ivr', now(), now())",
                TENANT,
                TENANT);
        database.execute("""
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, message_count,
                    created_at, updated_at)
                VALUES (?, ?, ?, 'whatsapp', '+14155550100', now(), ?, now(), now())
                """, TENANT, CONVERSATION, TENANT, MESSAGES);
        database.execute("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at)
                SELECT ?, gen_random_uuid(), ?, ?, n, 'assistant', repeat(n || ' ', 1000 / length(n || ' ')), 'text',
                    'sent', now()
                FROM generate_series(1, ?) n
                """, TENANT, CONVERSATION, TENANT, MESSAGES);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void streamsToReadersThatStandStillWhileOthersRead() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<InputStream> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(open(client));
        }

        assertThat(count(open(client))).isEqualTo(MESSAGES);
        for (InputStream thread : waiting) {
            assertThat(count(thread)).isEqualTo(MESSAGES);
        }
        assertThat(app.output()).doesNotContain("OutOfMemoryError");
    }

    private static InputStream open(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(app.baseUri() + "/api/v1/conversations/" + CONVERSATION + "/messages"))
                .header("Authorization", "Bearer " + TestTokens.of(TENANT, "agent"))
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).as(app.output()).isEqualTo(200);
        return response.body();
    }

    /** Reads the array without keeping it. Fails when a seq is missing. */
    private static int count(InputStream thread) throws IOException {
        int expected = 1;
        try (JsonParser parser = new ObjectMapper().createParser(thread)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            while (parser.nextToken() != JsonToken.END_ARRAY
                    || !parser.getParsingContext().inRoot()) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("seq")) {
                    assertThat(parser.nextIntValue(-1)).isEqualTo(expected);
                    expected++;
                }
            }
        }
        return expected - 1;
    }
}
