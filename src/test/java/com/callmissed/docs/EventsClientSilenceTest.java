package com.callmissed.docs;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When it receives nothing, the client checks whether the connection is alive. */
class EventsClientSilenceTest {
    private final EventsClient client = new EventsClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void asksASilentServiceWhetherItIsThere() {
        client.start("{}");
        client.ready(5);
        client.pass(29_999);
        assertThat(client.sent()).isEmpty();
        client.events(6);
        client.pass(29_999);
        assertThat(client.sent()).isEmpty();
        client.pass(1);
        assertThat(client.sent()).containsExactly("{\"type\":\"ping\"}");
        client.pass(9_999);
        client.receive("{\"type\":\"pong\"}");
        client.pass(30_000);
        assertThat(client.sent()).hasSize(2);
        assertThat(client.hungUp()).isFalse();
    }

    @Test
    void leavesAConnectionThatDoesNotAnswer() {
        client.start("{}");
        client.ready(5);
        client.pass(39_999);
        assertThat(client.hungUp()).isFalse();
        client.pass(1);
        assertThat(client.hungUp()).isTrue();
        assertThat(client.calls()).containsExactly("token", "ready 5", "down nothing was heard");
        client.pass(500);
        assertThat(client.addresses()).last().asString().endsWith("&after=c5");
    }

    @Test
    void leavesAConnectionThatIsNeverMade() {
        client.start("{}");
        client.pass(29_999);
        assertThat(client.hungUp()).isFalse();
        client.pass(1);
        assertThat(client.hungUp()).isTrue();
        assertThat(client.calls()).containsExactly("token", "down no connection");
    }
}
