package com.callmissed.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

public class UnknownCredentialsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:10Z");
    private static final SocketAddress LOUD = SocketAddress.inetSocketAddress(1, "192.0.2.1");
    private static final SocketAddress OTHER = SocketAddress.inetSocketAddress(1, "2001:db8::1");
    private static final SocketAddress HERE = SocketAddress.inetSocketAddress(1, "127.0.0.1");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicInteger checked = new AtomicInteger();

    /** @param perAddress 0 for no limit */
    public static UnknownCredentials limitedTo(int perSecond, int perAddress) {
        return limitedTo(perSecond, perAddress, InstantSource.system());
    }

    public static UnknownCredentials limitedTo(int perSecond, int perAddress, InstantSource clock) {
        return new UnknownCredentials(new Limits(perSecond, perAddress), clock);
    }

    private record Limits(int failuresPerSecond, int failuresPerAddress) implements CredentialConfig {}

    @Test
    void checksNothingMoreInThisSecond() {
        UnknownCredentials unknown = limitedTo(2, 0, now::get);
        assertThat(check(unknown, LOUD, false)).isFalse();
        assertThat(check(unknown, OTHER, false)).isFalse();
        ApiException refused = refused(unknown, HERE);
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(refused).hasMessage("Too many wrong credentials were sent, try again later");
        assertThat(refused.headers())
                .isEqualTo(Map.of("Retry-After", "1", "X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "0"));
        assertThat(checked).hasValue(2);
        now.set(START.plusSeconds(1));
        assertThat(check(unknown, HERE, true)).isTrue();
    }

    @Test
    void checksNothingMoreOfTheAddressInThisMinute() {
        UnknownCredentials unknown = limitedTo(100, 2, now::get);
        check(unknown, LOUD, false);
        now.set(START.plusSeconds(20));
        check(unknown, LOUD, false);
        assertThat(refused(unknown, LOUD).headers()).containsEntry("Retry-After", "40");
        assertThat(check(unknown, OTHER, true)).isTrue();
        now.set(START.plusSeconds(60));
        assertThat(check(unknown, LOUD, true)).isTrue();
    }

    @Test
    void countsOnlyWhatIsWrong() {
        UnknownCredentials unknown = limitedTo(1, 1, now::get);
        for (int i = 0; i < 3; i++) {
            assertThat(check(unknown, LOUD, true)).isTrue();
        }
    }

    @Test
    void hasNoLimitOfAnAddressForThisMachineAndUnknownOnes() {
        UnknownCredentials unknown = limitedTo(100, 1, now::get);
        for (int i = 0; i < 3; i++) {
            assertThat(check(unknown, HERE, false)).isFalse();
            assertThat(check(unknown, null, false)).isFalse();
        }
    }

    private boolean check(UnknownCredentials unknown, SocketAddress from, boolean right) {
        return unknown.check(
                        from,
                        () -> {
                            checked.incrementAndGet();
                            return Uni.createFrom().item(right);
                        },
                        (result, failure) -> failure == null && !result)
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private ApiException refused(UnknownCredentials unknown, SocketAddress from) {
        return catchThrowableOfType(ApiException.class, () -> check(unknown, from, true));
    }
}
