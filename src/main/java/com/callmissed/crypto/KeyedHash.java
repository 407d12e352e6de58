package com.callmissed.crypto;

import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;

/**
 * HMAC-SHA-256 under the configured pepper, for secrets that are only compared and that the service also has in another
 * form. Without the pepper, a stolen table is worthless. Each use has its own key, which HKDF derives from the pepper
 * (RFC 5869), so a hash of one use means nothing in another one. {@link ApiKeyHash} is for API keys, which the service
 * does not have.
 */
@Startup
@ApplicationScoped
public class KeyedHash {
    private final Pepper current;
    private final Pepper previous;
    private final SecretFormat format;

    /** What a hash is for. */
    public enum Use {
        /** The token of Meta's handshake. */
        VERIFY_TOKEN("callmissed/verify-token");

        private final String label;

        Use(String label) {
            this.label = label;
        }
    }

    @Inject
    public KeyedHash(Secrets secrets) {
        this(
                new Pepper(secrets.pepper()),
                secrets.previousPepper().map(Pepper::new).orElse(null),
                secrets.format());
    }

    /** @param previous null for none */
    KeyedHash(Pepper current, Pepper previous, SecretFormat format) {
        this.current = current;
        this.previous = previous;
        this.format = format;
    }

    /** Returns the 32 bytes to store. Compare them with {@code MessageDigest.isEqual}. */
    public byte[] of(Use use, String secret) {
        return of(use, secret, format);
    }

    /**
     * Returns the hash that replaces a stored one: that of the current pepper, in the format of {@code stored} or in
     * the configured one, whichever is later. Equal to {@code stored} if nothing has to be replaced.
     */
    public byte[] renewed(Use use, String secret, byte[] stored) {
        boolean bound = format == SecretFormat.BOUND
                || peppers()
                        .anyMatch(pepper ->
                                MessageDigest.isEqual(Pepper.hash(pepper.derived(use.label), secret), stored));
        return of(use, secret, bound ? SecretFormat.BOUND : SecretFormat.EARLIER);
    }

    /** Returns the hashes under which the secret may be stored, in any format and under any configured pepper. */
    public List<byte[]> stored(Use use, String secret) {
        return peppers()
                .flatMap(pepper -> Stream.of(Pepper.hash(pepper.derived(use.label), secret), pepper.hash(secret)))
                .toList();
    }

    /** Whether a previous pepper is configured. */
    public boolean hasPrevious() {
        return previous != null;
    }

    private byte[] of(Use use, String secret, SecretFormat in) {
        return in == SecretFormat.EARLIER ? current.hash(secret) : Pepper.hash(current.derived(use.label), secret);
    }

    private Stream<Pepper> peppers() {
        return Stream.of(current, previous).filter(Objects::nonNull);
    }
}
