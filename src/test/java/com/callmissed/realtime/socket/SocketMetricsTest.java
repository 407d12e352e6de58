package com.callmissed.realtime.socket;

import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.websockets.next.CloseReason;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.realtime.FeedMetrics;

import static org.assertj.core.api.Assertions.assertThat;

class SocketMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Subscriptions subscriptions = new Subscriptions();
    private final SocketMetrics metrics = new SocketMetrics(registry, subscriptions, new FeedMetrics(registry));

    @Test
    void countsClosedSocketsByReason() {
        List<CloseReason> reasons = List.of(
                CloseReasons.SHUTDOWN,
                CloseReasons.EXPIRED,
                CloseReasons.REVOKED,
                CloseReasons.SILENT,
                CloseReasons.SLOW_CONSUMER);
        for (CloseReason reason : reasons) {
            metrics.closed(reason);
        }

        assertThat(counted("callmissed.socket.closed"))
                .containsExactlyInAnyOrder(
                        "shutdown=1",
                        "credential_expired=1",
                        "credential_revoked=1",
                        "keepalive_timeout=1",
                        "slow_consumer=1");
    }

    @Test
    void hasEachReasonFromTheStart() {
        assertThat(registry.get("callmissed.socket.closed").counters()).hasSameSizeAs(CloseReasons.ALL);
        assertThat(registry.get("callmissed.socket.refusals").counters()).hasSameSizeAs(ErrorCode.values());
    }

    @Test
    void countsRefusalsByErrorCode() {
        metrics.refused(ErrorCode.RATE_LIMIT_EXCEEDED.code());
        metrics.refused(ErrorCode.RATE_LIMIT_EXCEEDED.code());
        metrics.refused(ErrorCode.INVALID_TOKEN.code());

        assertThat(counted("callmissed.socket.refusals"))
                .containsExactlyInAnyOrder("rate_limit_exceeded=2", "invalid_token=1");
    }

    @Test
    void showsHowManyAreOpen() {
        LiveSocket socket = TestSockets.open(subscriptions, TestSockets.key("key", null), new FakeTransport(), 0);
        assertThat(registry.get("callmissed.socket.open").gauge().value()).isEqualTo(1);
        subscriptions.remove(socket);
        assertThat(registry.get("callmissed.socket.open").gauge().value()).isZero();
    }

    private Stream<String> counted(String name) {
        return registry.get(name).counters().stream()
                .filter(counter -> counter.count() > 0)
                .map(counter -> reason(counter) + "=" + (long) counter.count());
    }

    private static String reason(Meter meter) {
        return meter.getId().getTag("reason");
    }
}
