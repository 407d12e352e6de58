package com.callmissed.docs;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each event is delivered once and in order, for any behaviour of the service and the application. */
class EventsClientDeliveryTest {
    private static final String ADDRESS = "wss://host/ws/conversations?token=t1";
    private static final String RESYNC = "{\"type\":\"resync_required\"}";
    /** Long enough for any pause. */
    private static final long A_WHILE = 30_000;

    private final EventsClient client = new EventsClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void goesOnAfterTheLastEventThatWasHandled() {
        client.start("{}");
        assertThat(client.addresses()).containsExactly(ADDRESS);
        client.ready(5);
        client.events(6, 7);
        client.end(1006);
        client.pass(A_WHILE);
        assertThat(client.addresses()).containsExactly(ADDRESS, ADDRESS + "&after=c7");

        client.ready(7);
        client.events(8);
        assertThat(client.calls())
                .containsExactly(
                        "token", "ready 5", "event 6", "event 7", "down 1006", "token 1006", "ready 7", "event 8");
        assertThat(client.cursor()).isEqualTo("c8");
    }

    @Test
    void withoutACursorAnEventBetweenTheFirstTwoConnectionsIsNotMissed() {
        client.start("{}");
        client.ready(5);
        client.end(1001);
        client.pass(A_WHILE);
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=c5");
    }

    @Test
    void startsFromACursorThatWasKept() {
        client.start("{ cursor: 'a+/=' }");
        assertThat(client.addresses()).containsExactly(ADDRESS + "&after=a%2B%2F%3D");
        client.ready(41);
        assertThat(client.cursor()).isEqualTo("a+/=");
        client.events(42);
        assertThat(client.cursor()).isEqualTo("c42");
    }

    @Test
    void handsOutNoEventTwice() {
        client.start("{}");
        client.ready(5);
        client.events(5, 6, 6, 4, 7);
        client.end(1006);
        client.pass(A_WHILE);
        client.ready(7);
        client.events(6, 7, 8);
        assertThat(client.calls())
                .filteredOn(call -> call.startsWith("event"))
                .containsExactly("event 6", "event 7", "event 8");
    }

    @Test
    void asksAgainByCursorWhenThereIsAGap() {
        client.start("{}");
        client.ready(5);
        client.events(6, 8, 9);
        assertThat(client.hungUp()).isTrue();
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6", "down a gap: 8 follows 6");
        client.pass(A_WHILE);
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=c6");
    }

    @Test
    void noticesAGapBetweenTwoConnections() {
        client.start("{}");
        client.ready(5);
        client.events(6);
        client.end(1006);
        client.pass(A_WHILE);
        client.calls();
        client.ready(8);
        client.events(9);
        assertThat(client.calls()).containsExactly("ready 8", "down a gap: 9 follows 6");
        assertThat(client.cursor()).isEqualTo("c6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"pong\"}",
                "{\"type\":\"error\",\"error\":{}}",
                "{\"type\":\"news\"}",
                "{}",
                "null",
                "[]",
                "{\"type\":\"__defineGetter__\"}",
                "no JSON",
                "{\"type\":\"ready\",\"seq\":99,\"cursor\":\"c99\"}"
            })
    void ignoresFramesThatItDoesNotKnow(String frame) {
        client.start("{}");
        client.ready(5);
        client.receive(frame);
        client.events(6);
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6");
    }

    @Test
    void handsOutOneEventAtATimeAndMovesOnWhenItIsHandled() {
        client.start("{}");
        client.ready(5);
        client.hold("event");
        client.events(6, 7);
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6");
        assertThat(client.cursor()).isEqualTo("c5");
        client.settle("undefined");
        assertThat(client.calls()).containsExactly("event 7");
        assertThat(client.cursor()).isEqualTo("c6");
    }

    @Test
    void bringsAnEventAgainThatTheApplicationCouldNotHandle() {
        client.start("{}");
        client.ready(5);
        client.hold("event");
        client.events(6, 7);
        client.fail();
        assertThat(client.hungUp()).isTrue();
        assertThat(client.calls())
                .containsExactly("token", "ready 5", "event 6", "down a call-back failed: as the test wants");

        client.release("event");
        client.pass(A_WHILE);
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=c5");
        client.ready(5);
        client.events(6, 7);
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6", "event 7");
    }

    @Test
    void handsOutWhatHasArrivedBeforeItConnectsAgain() {
        client.start("{}");
        client.ready(5);
        client.hold("event");
        client.events(6, 7);
        client.end(4408);
        client.pass(A_WHILE);
        assertThat(client.addresses()).hasSize(1);
        client.settle("undefined");
        client.settle("undefined");
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6", "event 7", "down 4408");
        client.pass(A_WHILE);
        assertThat(client.addresses()).containsExactly(ADDRESS, ADDRESS + "&after=c7");
    }

    @Test
    void letsNoMoreWaitThanItMay() {
        client.start("{ maxWaiting: 2 }");
        client.ready(5);
        client.hold("event");
        client.events(6, 7, 8);
        assertThat(client.hungUp()).isFalse();
        client.events(9);
        assertThat(client.hungUp()).isTrue();
        client.release("event");
        client.settle("undefined");
        assertThat(client.calls())
                .containsExactly("token", "ready 5", "event 6", "event 7", "event 8", "down the application is behind");
        client.pass(A_WHILE);
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=c8");
    }

    @Test
    void holdsEventsBackUntilTheApplicationHasReadAnew() {
        resyncAt100();
        client.events(101, 102);
        assertThat(client.calls()).containsExactly("token", "ready 100", "resync");
        assertThat(client.cursor()).isEqualTo("old");
        client.settle("['what', 'was', 'read']");
        assertThat(client.calls()).containsExactly("event 101", "event 102");
        assertThat(client.cursor()).isEqualTo("c102");
    }

    @Test
    void doesNotRepeatWhatWasReadAnewAlready() {
        resyncAt100();
        client.events(101, 102, 103);
        client.settle("'c102'");
        assertThat(client.calls()).containsExactly("token", "ready 100", "resync", "event 103");
        assertThat(client.hungUp()).isFalse();
    }

    @Test
    void goesOnFromTheCursorOfWhatWasReadAnew() {
        resyncAt100();
        client.events(101, 102);
        client.settle("'c105'");
        assertThat(client.calls())
                .containsExactly("token", "ready 100", "resync", "down going on from the cursor of onResync");
        client.pass(A_WHILE);
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=c105");
        client.ready(105);
        client.events(106);
        assertThat(client.calls()).containsExactly("token", "ready 105", "event 106");
    }

    @Test
    void readsAnewUntilThatSucceeds() {
        resyncAt100();
        client.fail();
        client.pass(A_WHILE);
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=old");
        client.ready(101);
        client.receive(RESYNC);
        client.settle("undefined");
        client.events(102);
        assertThat(client.calls())
                .containsExactly(
                        "token",
                        "ready 100",
                        "resync",
                        "down a call-back failed: as the test wants",
                        "token",
                        "ready 101",
                        "resync",
                        "event 102");
    }

    @Test
    void aConnectionThatEndsWhileItReadsAnewIsFollowedByOneFromThere() {
        resyncAt100();
        client.events(101);
        client.end(1006);
        client.pass(A_WHILE);
        assertThat(client.addresses()).hasSize(1);
        client.settle("undefined");
        client.pass(A_WHILE);
        assertThat(client.calls())
                .containsExactly("token", "ready 100", "resync", "event 101", "down 1006", "token 1006");
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=c101");
    }

    @Test
    void aConnectionThatEndsBeforeTheCallForAResyncLosesNothing() {
        client.start("{ cursor: 'old' }");
        client.ready(100);
        client.end(1006);
        client.pass(A_WHILE);
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=old");
    }

    @Test
    void acceptsSmallerNumbersAfterAResync() {
        client.start("{}");
        client.ready(100);
        client.events(101);
        client.end(1006);
        client.pass(A_WHILE);
        client.calls();
        client.ready(40);
        client.receive(RESYNC);
        client.events(41);
        assertThat(client.calls()).containsExactly("ready 40", "resync", "event 41");
    }

    @Test
    void asksByCursorWhereAResyncInTheMiddleOfAConnectionWouldGoOn() {
        client.start("{}");
        client.ready(5);
        client.events(6);
        client.receive(RESYNC);
        client.events(90);
        assertThat(client.calls()).containsExactly("token", "ready 5", "event 6", "down resync");
        client.pass(A_WHILE);
        assertThat(client.addresses()).endsWith(ADDRESS + "&after=c6");
    }

    private void resyncAt100() {
        client.start("{ cursor: 'old' }");
        client.hold("resync");
        client.ready(100);
        client.receive(RESYNC);
    }
}
