package com.callmissed.realtime.socket;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SilentPeerReaperTest {
    /** The clock of {@link System#nanoTime} may start anywhere, and overflow. */
    private static final long START = Long.MAX_VALUE - 10;

    private final Subscriptions subscriptions = new Subscriptions();
    private final FakeTransport peer = new FakeTransport();
    private final LiveSocket socket = TestSockets.open(subscriptions, TestSockets.key("k", null), peer, START);
    private final SilentPeerReaper reaper = new SilentPeerReaper(subscriptions, TestSockets.DEFAULTS);

    @Test
    void pingsEveryThirtySeconds() {
        sweep(29);
        assertThat(peer.pings).hasValue(0);
        sweep(30);
        sweep(31);
        sweep(59);
        assertThat(peer.pings).hasValue(1);
        sweep(60);
        assertThat(peer.pings).hasValue(2);
    }

    @Test
    void closesAPeerThatStaysSilent() {
        sweep(74);
        assertThat(peer.closed).isNull();
        sweep(75);
        assertThat(peer.closed).isSameAs(CloseReasons.SILENT);
    }

    @Test
    void keepsAPeerThatAnswers() {
        for (int second = 1; second <= 600; second++) {
            sweep(second);
            if (second % 60 == 0) {
                socket.heard(at(second));
            }
        }
        assertThat(peer.closed).isNull();
        assertThat(peer.pings).hasValue(20);
    }

    @Test
    void keepsAPeerThatPings() {
        socket.pinged(at(60));
        sweep(134);
        assertThat(peer.closed).isNull();
        sweep(135);
        assertThat(peer.closed).isSameAs(CloseReasons.SILENT);
    }

    @Test
    void closesAPeerThatPingsTooOften() {
        for (int i = 0; i < 60; i++) {
            socket.pinged(at(1));
        }
        assertThat(peer.closed).isNull();
        socket.pinged(at(1));
        assertThat(peer.closed).isSameAs(CloseReasons.TOO_MANY_FRAMES);
    }

    @Test
    void evictsAPeerThatPingsAndDoesNotRead() {
        peer.backlog = TestSockets.DEFAULTS.maxQueuedBytes();
        socket.pinged(at(1));
        assertThat(peer.closed).isNull();

        peer.backlog++;
        socket.pinged(at(2));
        assertThat(peer.closed).isSameAs(CloseReasons.SLOW_CONSUMER);
    }

    private void sweep(int second) {
        reaper.sweep(at(second));
    }

    private static long at(int second) {
        return START + TimeUnit.SECONDS.toNanos(second);
    }
}
