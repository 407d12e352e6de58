package com.callmissed.docs;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** When the client reconnects, with which token, and when it gives up. */
class EventsClientConnectionTest {
    private static final double ALMOST = 0.01;

    private final EventsClient client = new EventsClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void drawsEachPauseFromTwiceAsMuchUpToHalfAMinute() {
        client.start("{}");
        drawTheLongestPauses();
        refuse(9);
        assertPauses(500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000);
    }

    @Test
    void drawsThePausesAtRandom() {
        client.start("{}");
        refuse(200);
        List<Double> late = client.waits().subList(6, 200);
        assertThat(late).allMatch(wait -> wait >= 0 && wait < 30_000).doesNotHaveDuplicates();
        assertThat(late.stream().filter(wait -> wait < 15_000).count()).isBetween(60L, 134L);
    }

    @Test
    void startsWithAShortPauseAgainAfterAGoodConnection() {
        client.start("{}");
        drawTheLongestPauses();
        refuse(3);
        client.ready(5);
        client.pass(10_000);
        refuse(2);
        assertPauses(500, 1000, 2000, 500, 1000);
    }

    @Test
    void aConnectionThatEndsAtOnceWasNoGoodOne() {
        client.start("{}");
        drawTheLongestPauses();
        refuse(3);
        client.ready(5);
        client.pass(9_999);
        refuse(1);
        assertPauses(500, 1000, 2000, 4000);
    }

    @Test
    void anErrorWithoutAnEndIsAnEnd() {
        client.start("{}");
        client.js("last().onerror({})");
        client.js("last().onclose({ code: 1006, reason: '' })");
        assertThat(client.calls()).containsExactly("token", "down 1006");
        client.pass(500);
        assertThat(client.addresses()).hasSize(2);
    }

    @Test
    void comesBackWhenTheServiceHasAskedItTo() {
        client.start("{}");
        client.ready(5);
        client.receive("{\"type\":\"reconnect\",\"after_ms\":7000}");
        client.pass(2_000);
        client.end(1001);
        assertThat(client.waits()).containsExactly(5_000.0);
        client.pass(4_999);
        assertThat(client.addresses()).hasSize(1);
        client.pass(1);
        assertThat(client.addresses()).hasSize(2);
    }

    @Test
    void hearsTheServiceOutUntilItIsTimeToGo() {
        client.start("{}");
        client.ready(5);
        client.receive("{\"type\":\"reconnect\",\"after_ms\":7000}");
        client.pass(6_999);
        client.events(6);
        assertThat(client.hungUp()).isFalse();
        client.pass(1);
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6", "down 1001", "token 1001");
        assertThat(client.addresses()).last().asString().endsWith("&after=c6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "\"soon\"", "null", "[]", "1e12"})
    void isNotSentAwayForEver(String afterMs) {
        client.start("{}");
        client.ready(5);
        client.receive("{\"type\":\"reconnect\",\"after_ms\":%s}".formatted(afterMs));
        client.end(1001);
        client.pass(60_000);
        assertThat(client.addresses()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(client.calls()).startsWith("token", "ready 5", "down 1001", "token 1001");
    }

    @Test
    void forgetsWhenToComeBackOnceItIsClosed() {
        client.start("{}");
        client.ready(5);
        client.receive("{\"type\":\"reconnect\",\"after_ms\":3000}");
        client.receive("{\"type\":\"reconnect\",\"after_ms\":7000}");
        client.pass(3_000);
        assertThat(client.hungUp()).isFalse();
        client.js("watching.close()");
        assertStopped(1);
    }

    @Test
    void asksForANewTokenWhenTheOldOneHasExpired() {
        client.start("{}");
        drawTheLongestPauses();
        client.ready(5);
        client.pass(20_000);
        client.js("token = 't&2'");
        client.end(1008);
        client.pass(1_000);
        assertThat(client.calls()).containsExactly("token", "ready 5", "down 1008", "token 1008");
        assertThat(client.addresses()).endsWith("wss://host/ws/conversations?token=t%262&after=c5");
        assertPauses(500);
    }

    @Test
    void comesBackSlowlyWithTokensThatAreRefusedAtOnce() {
        client.start("{ token: () => `t${sockets.length}` }");
        drawTheLongestPauses();
        for (int i = 0; i < 5; i++) {
            client.ready(5);
            client.end(1008);
            client.pass(30_000);
        }
        assertPauses(5_000, 10_000, 20_000, 30_000, 30_000);
    }

    @Test
    void stopsWhenThereIsOnlyTheTokenThatWasRefused() {
        client.start("{}");
        client.ready(5);
        client.end(1008);
        client.pass(600_000);
        assertThat(client.calls()).containsExactly("token", "ready 5", "down 1008", "token 1008", "closed 1008");
        assertStopped(1);
    }

    @Test
    void stopsWhenThereIsNoToken() {
        client.start("{ token: async () => undefined }");
        assertThat(client.calls()).containsExactly("closed there is no token");
        assertStopped(0);
    }

    @Test
    void sendsNoTokenWhereThereIsNoneToAskFor() {
        client.start("{ token: undefined, cursor: 'c1' }");
        assertThat(client.addresses()).containsExactly("wss://host/ws/conversations?after=c1");
    }

    @Test
    void asksAgainWhenThereWasNoTokenToBeHad() {
        client.start("{ token: async () => { if (!waits.length) throw new Error('offline'); return 't'; } }");
        assertThat(client.calls()).containsExactly("down token() failed: offline");
        client.pass(500);
        assertThat(client.addresses()).hasSize(1);
    }

    @Test
    void stopsAtAnAddressThatIsNone() {
        client.start("{ url: 'ftp://host' }");
        assertThat(client.calls()).containsExactly("token", "closed no such address");
        assertStopped(0);
    }

    @Test
    void framesOfAConnectionThatWasLeftAreNotHeard() {
        client.start("{}");
        client.ready(5);
        client.events(7);
        client.events(6, 7);
        assertThat(client.calls()).containsExactly("token", "ready 5", "down a gap: 7 follows 5");
    }

    @Test
    void theLateEndOfAConnectionThatWasLeftCountsForNothing() {
        client.start("{}");
        client.ready(5);
        client.hold("event");
        client.events(6, 8);
        client.end(1008);
        client.settle("undefined");
        client.pass(500);
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6", "down a gap: 8 follows 6", "token");
    }

    @Test
    void goesOnWhenAnObserverFails() {
        client.start("{ onReady() { throw new Error('no such element'); } }");
        client.ready(5);
        client.events(6);
        assertThat(client.calls()).containsExactly("token", "console no such element", "event 6");
    }

    @Test
    void closesForGood() {
        client.start("{}");
        client.ready(5);
        client.js("watching.close()");
        assertThat(client.hungUp()).isTrue();
        client.events(6);
        client.end(1000);
        client.pass(600_000);
        assertThat(client.calls()).containsExactly("token", "ready 5");
        assertStopped(1);
    }

    @Test
    void closesBetweenTwoConnections() {
        client.start("{}");
        client.end(1006);
        client.js("watching.close()");
        client.pass(600_000);
        assertStopped(1);
    }

    @Test
    void opensNothingForATokenThatComesTooLate() {
        client.start("{ token: () => new Promise((resolve, reject) => pending.push({ resolve, reject })) }");
        client.js("watching.close()");
        client.settle("'t1'");
        assertStopped(0);
    }

    @Test
    void closesAfterTheEventThatIsBeingHandled() {
        client.start("{}");
        client.ready(5);
        client.hold("event");
        client.events(6, 7);
        client.js("watching.close().then(() => log.push('closed'))");
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6");
        client.settle("undefined");
        assertThat(client.calls()).containsExactly("closed");
        assertThat(client.cursor()).isEqualTo("c6");
    }

    @Test
    void wantsToKnowWhatToDoWithEvents() {
        assertThatThrownBy(() -> client.start("{ onEvent: undefined }")).hasMessageContaining("onEvent is required");
        assertThatThrownBy(() -> client.start("{ onResync: undefined }")).hasMessageContaining("onResync is required");
        assertThatThrownBy(() -> client.start("{ WebSocket: undefined }"))
                .hasMessageContaining("WebSocket is required");
    }

    /** The random numbers are the worst case. */
    private void drawTheLongestPauses() {
        client.js("clock.random = () => 0.999999999");
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            client.end(1006);
            client.pass(30_000);
        }
    }

    private void assertPauses(double... expected) {
        assertThat(client.waits()).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(client.waits().get(i)).isBetween(expected[i] - ALMOST, expected[i]);
        }
    }

    private void assertStopped(int connections) {
        assertThat(client.addresses()).hasSize(connections);
        assertThat(client.js("clock.timers.length").asInt()).isZero();
    }
}
