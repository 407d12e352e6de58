package com.callmissed.realtime;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import com.callmissed.events.EventCursor;
import com.callmissed.events.LoggedEvent;
import com.callmissed.security.Caller;

import static org.assertj.core.api.Assertions.assertThat;

class LiveSocketTest {
    private final Caller caller = TestSockets.key("key", null);

    /** A tenant whose last follower left while a page was being read, and who is followed anew. */
    @Test
    void isBehindTheNewestEventWhateverOldOneComesAfterIt() {
        LiveSocket socket = new LiveSocket(
                caller,
                new EventCursor(6, 1),
                new FakeTransport(),
                null,
                TestSockets.DEFAULTS,
                new SocketMetrics(new SimpleMeterRegistry(), new Subscriptions()),
                0);
        tell(socket, 8);
        tell(socket, 5);

        assertThat(socket.goLive()).isFalse();
    }

    private void tell(LiveSocket socket, long seq) {
        LoggedEvent event = new LoggedEvent(caller.tenantId(), new EventCursor(seq, 1), 1, 0, "{}");
        socket.tell(event, Frame.live(event));
    }
}
