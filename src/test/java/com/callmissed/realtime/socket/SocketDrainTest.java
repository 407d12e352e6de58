package com.callmissed.realtime.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import com.callmissed.security.Caller;

import static org.assertj.core.api.Assertions.assertThat;

class SocketDrainTest {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Subscriptions subscriptions = new Subscriptions();
    private final List<FakeTransport> peers = new ArrayList<>();
    private final SocketDrain drain = new SocketDrain(subscriptions, new Random(7));

    @Test
    void asksEachPeerToComeBackAndThenCloses() {
        open(50);
        assertThat(drain.hasBegun()).isFalse();
        drain.begin(DRAIN);

        assertThat(drain.hasBegun()).isTrue();
        assertThat(peers).allSatisfy(peer -> {
            assertThat(peer.sent).hasSize(1);
            assertThat(pause(peer)).isBetween(0, 999);
            assertThat(peer.closed).isSameAs(CloseReasons.SHUTDOWN);
        });
        assertThat(peers.stream().map(SocketDrainTest::pause).distinct()).hasSizeGreaterThan(40);
    }

    @Test
    void goesPastWhatASlowPeerHasNotRead() {
        open(1);
        LiveSocket socket = subscriptions.all().findFirst().orElseThrow();
        socket.offer(SocketFrame.of("under way"));
        socket.offer(SocketFrame.of("waits"));
        drain.begin(DRAIN);

        FakeTransport peer = peers.get(0);
        assertThat(peer.sent).hasSize(2).first().isEqualTo("under way");
        assertThat(pause(peer)).isNotNegative();
        peer.complete();
        assertThat(peer.sent).hasSize(2);
    }

    @Test
    void tellsManyOneAfterTheOtherAndEachOnce() {
        open(250);
        drain.begin(DRAIN);
        assertThat(told()).isEqualTo(50);
        drain.goOn(Duration.ofSeconds(1));
        assertThat(told()).isEqualTo(150);
        drain.goOn(Duration.ofSeconds(2));
        drain.goOn(Duration.ofSeconds(3));
        assertThat(peers).allSatisfy(peer -> assertThat(peer.sent).hasSize(1));
    }

    @Test
    void tellsThoseOfOneTenantApart() {
        for (int tenant = 0; tenant < 5; tenant++) {
            Caller caller = TestSockets.key("k", null);
            for (int i = 0; i < DrainSchedule.AT_ONCE; i++) {
                TestSockets.open(subscriptions, caller, new FakeTransport(), 0);
            }
        }
        drain.begin(DRAIN);
        assertThat(subscriptions
                        .all()
                        .filter(LiveSocket::isClosing)
                        .map(LiveSocket::tenantId)
                        .distinct())
                .hasSize(5);
    }

    @Test
    void tellsThoseWhoseHandshakeWasUnderWay() {
        drain.begin(DRAIN);
        open(1);
        drain.goOn(Duration.ofSeconds(1));
        assertThat(told()).isEqualTo(1);
    }

    @Test
    void leavesNobodyWhoHasGone() {
        open(1);
        assertThat(drain.left()).isEqualTo(1);
        subscriptions.all().toList().forEach(subscriptions::remove);
        assertThat(drain.left()).isZero();
    }

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            FakeTransport peer = new FakeTransport();
            peers.add(peer);
            TestSockets.open(subscriptions, TestSockets.key("k", null), peer, 0);
        }
    }

    private long told() {
        return peers.stream().filter(peer -> peer.closed != null).count();
    }

    private static int pause(FakeTransport peer) {
        String frame = peer.sent.get(peer.sent.size() - 1);
        assertThat(frame).matches("\\{\"type\":\"reconnect\",\"after_ms\":\\d+}");
        return Integer.parseInt(frame.replaceAll("\\D", ""));
    }
}
