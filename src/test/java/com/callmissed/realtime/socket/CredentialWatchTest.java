package com.callmissed.realtime.socket;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.security.Scope;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialWatchTest {
    private static final Instant NOW = Instant.parse("2026-11-22T13:00:00Z");

    private final Subscriptions subscriptions = new Subscriptions();
    private final FakeTransport peer = new FakeTransport();
    private final List<List<Caller>> asked = new ArrayList<>();

    @Test
    void closesWhenATokenHasExpired() {
        open(user(NOW.plusSeconds(1)), peer);
        CredentialWatch watch = watch(keys -> Uni.createFrom().item(List.of()));

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

        watch(keys -> Uni.createFrom().item(List.of(revoked))).check(NOW);

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

        watch(keys -> Uni.createFrom().item(List.of())).check(NOW);

        assertThat(asked).containsExactly(List.of(key));
    }

    @Test
    void keepsSocketsAndAsksAgainWhenTheAnswerFails() {
        open(TestSockets.key("key", null), peer);
        CredentialWatch watch = watch(keys -> Uni.createFrom().failure(new IllegalStateException("away")));

        watch.check(NOW);
        watch.check(NOW);

        assertThat(asked).hasSize(2);
        assertThat(peer.closed).isNull();
    }

    @Test
    void doesNotAskAgainWhileItWaits() {
        open(TestSockets.key("key", null), peer);
        CredentialWatch watch = watch(keys -> Uni.createFrom().nothing());

        watch.check(NOW);
        watch.check(NOW);

        assertThat(asked).hasSize(1);
    }

    @Test
    void asksAgainAfterASecondWithoutAnAnswer() {
        open(TestSockets.key("key", null), peer);
        CredentialWatch watch = watch(keys -> Uni.createFrom().nothing());
        watch.check(NOW);

        Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> {
            watch.check(NOW);
            return asked.size() > 1;
        });
        assertThat(peer.closed).isNull();
    }

    @Test
    void asksForManyKeysWithFewStatements() {
        List<Caller> keys = IntStream.range(0, 1_200)
                .mapToObj(i -> TestSockets.key("key-" + i, null))
                .toList();
        Map<Caller, FakeTransport> peers = new HashMap<>();
        keys.forEach(key -> open(key, peers.computeIfAbsent(key, k -> new FakeTransport())));
        Set<Caller> revoked = Set.of(keys.get(0), keys.get(600), keys.get(1_199));

        watch(some -> Uni.createFrom()
                        .item(some.stream().filter(revoked::contains).toList()))
                .check(NOW);

        assertThat(asked).extracting(List::size).containsExactly(500, 500, 200);
        assertThat(asked.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(keys);
        peers.forEach((key, transport) ->
                assertThat(transport.closed).isSameAs(revoked.contains(key) ? CloseReasons.REVOKED : null));
    }

    @Test
    void whatOneStatementFoundCountsWhenAnotherFails() {
        List<Caller> keys = IntStream.range(0, 501)
                .mapToObj(i -> TestSockets.key("key-" + i, null))
                .toList();
        Map<Caller, FakeTransport> peers = new HashMap<>();
        keys.forEach(key -> open(key, peers.computeIfAbsent(key, k -> new FakeTransport())));

        watch(some -> some.size() == 500
                        ? Uni.createFrom().item(some)
                        : Uni.createFrom().failure(new IllegalStateException("away")))
                .check(NOW);

        assertThat(peers.values().stream().filter(transport -> transport.closed != null))
                .hasSize(500);
    }

    private CredentialWatch watch(Function<List<Caller>, Uni<List<Caller>>> findEnded) {
        return new CredentialWatch(subscriptions, (List<Caller> keys) -> {
            asked.add(keys);
            return findEnded.apply(keys);
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
