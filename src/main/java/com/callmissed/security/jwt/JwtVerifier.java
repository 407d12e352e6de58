package com.callmissed.security.jwt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.InvalidJwtSignatureException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;

import com.callmissed.crypto.Sha256;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.security.Caches;
import com.callmissed.security.Caller;
import com.callmissed.security.UnknownCredentials;

/**
 * Verifies a signed token and returns its caller, or fails with one of the contract's 401 codes.
 *
 * <p>The result is cached under the hash of the token: that of a verified token for five minutes, so a key that its
 * issuer has withdrawn is accepted for that long, and a refusal for ten seconds. A token that was verified once does
 * not count as unknown until it expires.
 */
@Startup
@ApplicationScoped
class JwtVerifier {
    /**
     * How far the issuer's clock may be ahead, for {@code nbf} and {@code iat}. It does not extend the expiry, which
     * also ends open sockets.
     */
    private static final int CLOCK_SKEW_SECONDS = 60;

    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final Duration REFUSED_FOR = Duration.ofSeconds(10);
    private static final int MAX_REMEMBERED = 10_000;

    private final JwtConfig config;
    private final TrustedKeys keys;
    private final UnknownCredentials unknown;
    private final Vertx vertx;
    private final Cache<ByteBuffer, Verified> verified = Caches.expiring(
            MAX_REMEMBERED, InstantSource.system(), token -> token.caller().expiresAt());
    /** Apart from the verified ones, so that forged tokens do not displace them. */
    private final Cache<ByteBuffer, Refused> refused =
            Caches.expiring(MAX_REMEMBERED, InstantSource.system(), Refused::until);

    private record Verified(Caller caller, Instant checkAgain) {
        boolean isFresh() {
            return checkAgain.isAfter(Instant.now());
        }
    }

    private record Refused(ApiException why, Instant until) {}

    @Inject
    JwtVerifier(
            JwtConfig config, JwtSettings settings, UnknownCredentials unknown, Vertx vertx, KeySetMetrics metrics) {
        this(config, settings.trustedKeys(vertx, metrics), unknown, vertx);
    }

    JwtVerifier(JwtConfig config, TrustedKeys keys, UnknownCredentials unknown, Vertx vertx) {
        this.config = config;
        this.keys = keys;
        this.unknown = unknown;
        this.vertx = vertx;
    }

    /**
     * Verifies a token. Fails with an {@link ApiException}. Completes on the caller's Vert.x context and never blocks
     * it.
     *
     * @param from who has sent the token; null when that is not known
     */
    Uni<Caller> verify(String token, SocketAddress from) {
        return Uni.createFrom().deferred(() -> {
            ByteBuffer hash = hash(token);
            Verified known = verified.getIfPresent(hash);
            if (known != null && known.isFresh()) {
                return Uni.createFrom().item(known.caller());
            }
            Refused before = refused.getIfPresent(hash);
            if (before != null) {
                throw before.why();
            }
            Header header = header(token);
            return keys.find(header.keyId(), header.algorithm())
                    .invoke(fitting -> {
                        if (fitting.isEmpty()) {
                            throw invalid();
                        }
                    })
                    .flatMap(fitting -> (known != null
                                    ? verify(token, fitting)
                                    : unknown.check(from, () -> verify(token, fitting), (caller, why) -> isForged(why)))
                            .onItemOrFailure()
                            .invoke((caller, failure) -> remember(hash, caller, failure)));
        });
    }

    /** Returns the caller of a token that was verified in the last minutes and has not expired; otherwise null. */
    Caller verified(String token) {
        Verified known = verified.getIfPresent(hash(token));
        return known != null && known.isFresh() ? known.caller() : null;
    }

    private static ByteBuffer hash(String token) {
        return ByteBuffer.wrap(Sha256.of(token.getBytes(StandardCharsets.UTF_8)));
    }

    private void remember(ByteBuffer hash, Caller caller, Throwable failure) {
        if (caller != null) {
            verified.put(hash, new Verified(caller, Instant.now().plus(MEMORY)));
        } else if (failure instanceof ApiException why && why.code().status() == 401) {
            verified.invalidate(hash);
            refused.put(hash, new Refused(why, Instant.now().plus(REFUSED_FOR)));
        }
    }

    /** A token that has expired was good once. Pages that were left open send such tokens. */
    private static boolean isForged(Throwable failure) {
        return failure instanceof ApiException refusal && refusal.code() == ErrorCode.INVALID_TOKEN;
    }

    private Uni<Caller> verify(String token, List<TrustedKey> keys) {
        return keys.size() > 1 || keys.get(0).isSlow()
                ? Uni.createFrom().completionStage(() -> vertx.getOrCreateContext()
                        .executeBlocking(() -> check(token, keys), false)
                        .toCompletionStage())
                : Uni.createFrom().item(() -> check(token, keys));
    }

    /** The first key that the signature fits decides, also when it refuses the claims. */
    private Caller check(String token, List<TrustedKey> keys) {
        for (TrustedKey key : keys) {
            try {
                return check(token, key);
            } catch (InvalidJwtSignatureException e) {
                // The next key may have signed it.
            }
        }
        throw invalid();
    }

    private Caller check(String token, TrustedKey key) throws InvalidJwtSignatureException {
        try {
            JwtConsumerBuilder rules = new JwtConsumerBuilder();
            config.tokenType().ifPresent(type -> rules.setExpectedType(true, type));
            Caller caller = TokenClaims.caller(rules.setRequireExpirationTime()
                    .setRequireSubject()
                    .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                    .setIssuedAtRestrictions(0, Integer.MAX_VALUE)
                    .setExpectedIssuer(config.issuer())
                    .setExpectedAudience(config.audience())
                    .setVerificationKey(key.key())
                    .setJwsAlgorithmConstraints(
                            AlgorithmConstraints.ConstraintType.PERMIT,
                            key.algorithms().toArray(String[]::new))
                    .build()
                    .processToClaims(token));
            if (!caller.expiresAt().isAfter(Instant.now())) {
                throw expired();
            }
            return caller;
        } catch (InvalidJwtSignatureException e) {
            throw e;
        } catch (InvalidJwtException e) {
            throw isOnlyExpired(e) ? expired() : invalid();
        }
    }

    /** The header of a token before verification. */
    private record Header(String keyId, String algorithm) {}

    /** Padding is refused (RFC 7515, section 2), so that a token has one spelling. */
    private static Header header(String token) {
        if (token.indexOf('=') >= 0) {
            throw invalid();
        }
        try {
            if (JsonWebStructure.fromCompactSerialization(token) instanceof JsonWebSignature signed) {
                return new Header(signed.getKeyIdHeaderValue(), signed.getAlgorithmHeaderValue());
            }
        } catch (JoseException | ClassCastException e) {
            // Not a token, or a header of the wrong JSON type, which the library casts without a check.
        }
        throw invalid();
    }

    private static boolean isOnlyExpired(InvalidJwtException e) {
        return e.hasExpired()
                && e.getErrorDetails().stream().allMatch(error -> error.getErrorCode() == ErrorCodes.EXPIRED);
    }

    private static ApiException expired() {
        return new ApiException(ErrorCode.TOKEN_EXPIRED, "The token has expired");
    }

    /** The same error for every fault, so that an attacker learns nothing. */
    static ApiException invalid() {
        return new ApiException(ErrorCode.INVALID_TOKEN, "The token is not valid");
    }
}
