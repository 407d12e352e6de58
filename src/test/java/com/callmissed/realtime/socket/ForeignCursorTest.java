package com.callmissed.realtime.socket;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.events.EventCursor;
import com.callmissed.testing.Api;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestEvent;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Cursors of a valid form from another log: the client has to resynchronise, and the service does not fail. */
@QuarkusTest
class ForeignCursorTest {
    @TestHTTPResource
    URI base;

    @Inject
    EventWriter writer;

    private final Api api = Api.ofFreshTenant();
    private final UUID tenant = api.tenant();

    static Stream<EventCursor> foreign() {
        return Stream.of(
                new EventCursor(0, 7),
                new EventCursor(1, 0),
                new EventCursor(2, -1),
                new EventCursor(3, 7),
                new EventCursor(Integer.MAX_VALUE - 1, 7),
                new EventCursor(Integer.MAX_VALUE, 7),
                new EventCursor(Integer.MAX_VALUE + 1L, 7),
                new EventCursor(Long.MAX_VALUE - 1, 7),
                new EventCursor(Long.MAX_VALUE, Integer.MIN_VALUE),
                new EventCursor(Long.MAX_VALUE, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void startsAfreshOverHttp(EventCursor foreign) {
        assertResync(foreign, EventCursor.START.toString());

        writer.publish(TestEvent.of(tenant, "first"), TestEvent.of(tenant, "second"));
        String end = api.as().get("/api/v1/events").path("[1].cursor");
        assertResync(foreign, end);
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void startsAfreshOnASocketAndGoesOnLive(EventCursor foreign) {
        assertResyncOfASocket(foreign, 0);
        writer.publish(TestEvent.of(tenant, "second"));
        assertResyncOfASocket(foreign, 2);
    }

    private void assertResync(EventCursor foreign, String end) {
        for (String wait : new String[] {"0", "30"}) {
            Response answer = api.as().get("/api/v1/events?after={after}&wait={wait}", foreign.toString(), wait);
            assertThat(answer.asString()).isEqualTo("[{\"type\":\"resync_required\"}]");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.header(EventCursor.HEADER)).isEqualTo(end);
        }
    }

    /** Writes one more event to the log. */
    private void assertResyncOfASocket(EventCursor foreign, int end) {
        String path = "/ws/conversations?token=" + TestTokens.of(tenant, "agent") + "&after=" + foreign;
        try (SocketClient socket = SocketClient.open(base, path, Map.of())) {
            JsonNode ready = socket.nextJson();
            assertThat(ready.path("type").asText()).isEqualTo("ready");
            assertThat(ready.path("seq").asLong()).isEqualTo(end);
            assertThat(EventCursor.parse(ready.path("cursor").asText()).seq()).isEqualTo(end);
            assertThat(socket.next()).isEqualTo("{\"type\":\"resync_required\"}");

            writer.publish(TestEvent.of(tenant, "next"));
            assertThat(socket.nextJson().path("seq").asLong()).isEqualTo(end + 1);
        }
    }
}
