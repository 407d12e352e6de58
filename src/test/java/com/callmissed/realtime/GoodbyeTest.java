package com.callmissed.realtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import com.callmissed.security.Caller;

import static org.assertj.core.api.Assertions.assertThat;

class GoodbyeTest {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Subscriptions subscriptions = new Subscriptions();
    private final List<FakeTransport> peers = new ArrayList<>();
    private final Goodbye goodbye = new Goodbye(subscriptions, new Random(7));

    @Test
    void asksEachPeerToComeBackAndThenCloses() {
        open(50);
        assertThat(goodbye.hasBegun()).isFalse();
        goodbye.begin(DRAIN);

        assertThat(goodbye.hasBegun()).isTrue();
        assertThat(peers).allSatisfy(peer -> {
            assertThat(peer.sent).hasSize(1);
            assertThat(pause(peer)).isBetween(0, 999);
            assertThat(peer.closed).isSameAs(CloseReasons.SHUTDOWN);
        });
        assertThat(peers.stream().map(GoodbyeTest::pause).distinct()).hasSizeGreaterThan(40);
    }

    @Test
    void goesPastWhatASlowPeerHasNotRead() {
        open(1);
        LiveSocket socket = subscriptions.all().findFirst().orElseThrow();
        socket.offer(Frame.of("under way"));
        socket.offer(Frame.of("waits"));
        goodbye.begin(DRAIN);

        FakeTransport peer = peers.get(0);
        assertThat(peer.sent).hasSize(2).first().isEqualTo("under way");
        assertThat(pause(peer)).isNotNegative();
        peer.complete();
        assertThat(peer.sent).hasSize(2);
    }

    @Test
    void tellsManyOneAfterTheOtherAndEachOnce() {
        open(250);
        goodbye.begin(DRAIN);
        assertThat(told()).isEqualTo(50);
        goodbye.goOn(Duration.ofSeconds(1));
        assertThat(told()).isEqualTo(150);
        goodbye.goOn(Duration.ofSeconds(2));
        goodbye.goOn(Duration.ofSeconds(3));
        assertThat(peers).allSatisfy(peer -> assertThat(peer.sent).hasSize(1));
    }

    @Test
    void tellsThoseOfOneTenantApart() {
        for (int tenant = 0; tenant < 5; tenant++) {
            Caller caller = TestSockets.key("k", null);
            for (int i = 0; i < Spread.AT_ONCE; i++) {
                TestSockets.open(subscriptions, caller, new FakeTransport(), 0);
            }
        }
        goodbye.begin(DRAIN);
        assertThat(subscriptions
                        .all()
                        .filter(LiveSocket::isClosing)
                        .map(LiveSocket::tenantId)
                        .distinct())
                .hasSize(5);
    }

    @Test
    void tellsThoseWhoseHandshakeWasUnderWay() {
        goodbye.begin(DRAIN);
        open(1);
        goodbye.goOn(Duration.ofSeconds(1));
        assertThat(told()).isEqualTo(1);
    }

    @Test
    void leavesNobodyWhoHasGone() {
        open(1);
        assertThat(goodbye.left()).isEqualTo(1);
        subscriptions.all().toList().forEach(subscriptions::remove);
        assertThat(goodbye.left()).isZero();
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
