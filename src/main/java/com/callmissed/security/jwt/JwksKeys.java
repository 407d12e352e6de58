package com.callmissed.security.jwt;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

import com.callmissed.background.Backoff;
import com.callmissed.http.error.ApiException;
import com.callmissed.platform.OwnContext;

/**
 * The keys that an issuer publishes as a JSON Web Key Set (RFC 7517).
 *
 * <p>The set is fetched when the first token comes, again when it is five minutes old, and when a token names a key
 * that the set lacks. Fetches for missing keys are at least ten seconds apart, so that invented key ids cannot overload
 * the issuer. While there is no set, a failed fetch is repeated after a pause that doubles from one second to ten. When
 * the issuer asks for a longer pause, it gets up to one minute. While the issuer is unavailable, the last set stays
 * trusted.
 */
final class JwksKeys implements TrustedKeys {
    private static final Logger LOG = Logger.getLogger(JwksKeys.class);
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Backoff FIRST_FETCH = new Backoff(Duration.ofSeconds(1), PAUSE);
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final JwksClient client;
    private final InstantSource clock;
    private final KeySetMetrics metrics;

    private volatile List<TrustedKey> keys = List.of();
    private Instant fetchedAt;
    private Instant triedAt = Instant.MIN;
    private Duration asked = Duration.ZERO;
    private int failures;
    private CompletableFuture<Void> running;

    JwksKeys(Vertx vertx, URI url, InstantSource clock, KeySetMetrics metrics) {
        this.vertx = vertx;
        this.client = new JwksClient(vertx, url);
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public Uni<List<TrustedKey>> find(String keyId, String algorithm) {
        List<TrustedKey> known = match(keyId, algorithm);
        if (known.isEmpty()) {
            Context caller = vertx.getOrCreateContext();
            CompletableFuture<Void> fetched = refresh();
            return Uni.createFrom()
                    .completionStage(fetched::copy)
                    .emitOn(command -> caller.runOnContext(ignored -> command.run()))
                    .map(ignored -> {
                        refuseUnlessFetched();
                        return match(keyId, algorithm);
                    });
        }
        if (isOld()) {
            refresh();
        }
        return Uni.createFrom().item(known);
    }

    private List<TrustedKey> match(String keyId, String algorithm) {
        return keys.stream()
                .filter(key -> keyId == null || keyId.equals(key.id()))
                .filter(key -> key.algorithms().contains(algorithm))
                .limit(MOST_TRIED)
                .toList();
    }

    private synchronized boolean isOld() {
        return fetchedAt.plus(MAX_AGE).isBefore(clock.instant());
    }

    private synchronized void refuseUnlessFetched() {
        if (fetchedAt == null) {
            throw ApiException.notReady("The keys of the token issuer cannot be read at the moment");
        }
    }

    /** Joins the running fetch or starts one. Does nothing when the last try was too recent. Never fails. */
    private synchronized CompletableFuture<Void> refresh() {
        if (running == null) {
            Instant now = clock.instant();
            if (triedAt.isAfter(now.minus(pause()))) {
                return CompletableFuture.completedFuture(null);
            }
            triedAt = now;
            running = fetch();
        }
        return running;
    }

    /** On a context of its own: a fetch on that of a request has cost requests under way their identity. */
    private CompletableFuture<Void> fetch() {
        CompletableFuture<Void> fetched = new CompletableFuture<>();
        OwnContext.run(vertx.getOrCreateContext(), () -> client.fetch()
                .onItem()
                .invoke(this::accept)
                .onFailure()
                .invoke(this::refused)
                .onFailure()
                .recoverWithNull()
                .onTermination()
                .invoke(this::finish)
                .subscribe()
                .with(ended -> fetched.complete(null), fetched::completeExceptionally));
        return fetched;
    }

    /** The shortest time between the starts of two fetches. */
    private Duration pause() {
        Duration own = fetchedAt == null && failures > 0 ? FIRST_FETCH.pause(failures - 1) : PAUSE;
        return own.compareTo(asked) < 0 ? asked : own;
    }

    private synchronized void refused(Throwable failure) {
        LOG.warnf("Cannot read the keys of the token issuer: %s", failure);
        metrics.failed();
        failures++;
        Duration wish = failure instanceof JwksRefusal refusal ? refusal.retryAfter() : Duration.ZERO;
        asked = wish.compareTo(LONGEST_ASKED) < 0 ? wish : LONGEST_ASKED;
    }

    private synchronized void finish() {
        running = null;
    }

    private synchronized void accept(String json) {
        List<TrustedKey> published = new ArrayList<>();
        try {
            for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
                add(key, published);
            }
        } catch (JoseException e) {
            throw new IllegalArgumentException("not a JSON Web Key Set");
        }
        metrics.succeeded();
        keys = List.copyOf(published);
        fetchedAt = clock.instant();
        failures = 0;
        asked = Duration.ZERO;
    }

    /** Adds a key. Skips keys for encryption, shared secrets and untrusted types, because a set may contain them. */
    private static void add(JsonWebKey key, List<TrustedKey> published) {
        if (!(key instanceof PublicJsonWebKey asymmetric) || "enc".equals(key.getUse())) {
            return;
        }
        try {
            published.add(
                    TrustedKey.of(key.getKeyId(), asymmetric.getPublicKey()).only(key.getAlgorithm()));
        } catch (IllegalArgumentException e) {
            LOG.debugf("The token issuer publishes a key that is not trusted: %s", key.getKeyId());
        }
    }
}
