package com.callmissed.realtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.security.Scope;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialWatchTest {
    private static final Instant NOW = Instant.parse("2026-11-22T13:00:00Z");

    private final Subscriptions subscriptions = new Subscriptions();
    private final FakeTransport peer = new FakeTransport();
    private final List<Caller> asked = new ArrayList<>();

    @Test
    void closesWhenATokenHasExpired() {
        open(user(NOW.plusSeconds(1)), peer);
        CredentialWatch watch = watch(caller -> Uni.createFrom().item(true));

        watch.check(NOW);
        assertThat(peer.closed).isNull();
        watch.check(NOW.plusSeconds(1));
        assertThat(peer.closed).isSameAs(CloseReasons.EXPIRED);
    }

    @Test
    void closesEverySocketOfARevokedKeyAndNoOther() {
        Caller revoked = TestSockets.key("revoked", null);
        FakeTransport second = new FakeTransport();
        FakeTransport other = new FakeTransport();
        open(revoked, peer);
        open(revoked, second);
        open(TestSockets.key("good", null), other);

        watch(caller -> Uni.createFrom().item(!caller.equals(revoked))).check(NOW);

        assertThat(peer.closed).isSameAs(CloseReasons.REVOKED);
        assertThat(second.closed).isSameAs(CloseReasons.REVOKED);
        assertThat(other.closed).isNull();
    }

    @Test
    void asksOnceForEachKeyAndNeverForTokens() {
        Caller key = TestSockets.key("key", null);
        open(key, peer);
        open(key, new FakeTransport());
        open(user(null), new FakeTransport());

        watch(caller -> Uni.createFrom().item(true)).check(NOW);

        assertThat(asked).containsExactly(key);
    }

    @Test
    void keepsSocketsAndAsksAgainWhenTheAnswerFails() {
        open(TestSockets.key("key", null), peer);
        CredentialWatch watch = watch(caller -> Uni.createFrom().<Boolean>failure(new IllegalStateException("away")));

        watch.check(NOW);
        watch.check(NOW);

        assertThat(asked).hasSize(2);
        assertThat(peer.closed).isNull();
    }

    @Test
    void doesNotAskAgainWhileItWaits() {
        open(TestSockets.key("key", null), peer);
        CredentialWatch watch = watch(caller -> Uni.createFrom().nothing());

        watch.check(NOW);
        watch.check(NOW);

        assertThat(asked).hasSize(1);
    }

    private CredentialWatch watch(Function<Caller, Uni<Boolean>> stillValid) {
        return new CredentialWatch(subscriptions, (Caller caller) -> {
            asked.add(caller);
            return stillValid.apply(caller);
        });
    }

    private void open(Caller caller, FakeTransport transport) {
        TestSockets.open(subscriptions, caller, transport, 0);
    }

    private static Caller user(Instant expiresAt) {
        return new Caller(
                UUID.randomUUID(), Caller.Kind.USER, "user", Role.AGENT, Set.of(Scope.CONVERSATIONS_READ), expiresAt);
    }
}
