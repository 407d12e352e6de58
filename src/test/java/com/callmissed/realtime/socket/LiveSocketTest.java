package com.callmissed.realtime.socket;

import java.util.stream.LongStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import com.callmissed.events.EventCursor;
import com.callmissed.events.LoggedEvent;
import com.callmissed.realtime.FeedMetrics;

import static org.assertj.core.api.Assertions.assertThat;

class LiveSocketTest {
    private final FakeTransport peer = new FakeTransport();
    private final LiveSocket socket = new LiveSocket(
            TestSockets.key("key", null),
            new EventCursor(6, 1),
            peer,
            null,
            TestSockets.DEFAULTS,
            new SocketMetrics(
                    new SimpleMeterRegistry(), new Subscriptions(), new FeedMetrics(new SimpleMeterRegistry())),
            0);

    /** A tenant whose last follower left while a page was being read, and that gets a new follower. */
    @Test
    void isBehindTheNewestEventWhateverOldOneComesAfterIt() {
        tell(8);
        tell(5);

        assertThat(socket.goLive()).isFalse();
    }

    @Test
    void sendsOfSeveralEventsThoseThatThePeerDoesNotKnow() {
        socket.start(new EventCursor(6, 1));
        tell(5, 6);
        tell(5, 6, 7, 8);
        tell(7, 8, 9);
        while (peer.underWay() > 0) {
            peer.complete();
        }

        assertThat(peer.sent).containsExactly("{\"seq\":7}", "{\"seq\":8}", "{\"seq\":9}");
        assertThat(socket.known()).isEqualTo(new EventCursor(9, 1));
    }

    /** A page of large events may exceed the limits. The log has the rest. */
    @Test
    void staysOpenWhenMuchComesAtOnceWhileNothingWaitsForThePeer() {
        tell(LongStream.rangeClosed(7, 400).toArray());
        tell(LongStream.rangeClosed(401, 800).toArray());

        assertThat(peer.closed).isNull();
    }

    @Test
    void closesWhenThePeerTakesNothingWhileTooMuchComes() {
        socket.offer(SocketFrame.of("waits"));
        tell(LongStream.rangeClosed(7, 262).toArray());
        assertThat(peer.closed).isNull();
        tell(263);
        assertThat(peer.closed).isSameAs(CloseReasons.SLOW_CONSUMER);
    }

    private void tell(long... seqs) {
        socket.deliver(LongStream.of(seqs)
                .mapToObj(seq -> new LoggedEvent(new EventCursor(seq, 1), 1, 0, "{\"seq\":" + seq + "}"))
                .map(SocketFrame::live)
                .toList());
    }
}
