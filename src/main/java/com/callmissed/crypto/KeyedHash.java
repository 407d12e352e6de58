package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;

/**
 * HMAC-SHA-256 with the configured pepper, for secrets that are only compared. A fast hash is enough for 256 random
 * bits. Without the pepper, a stolen table is worthless.
 */
@Startup
@ApplicationScoped
public class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] pepper;

    @Inject
    KeyedHash(Secrets secrets) {
        this(secrets.pepper());
    }

    KeyedHash(byte[] pepper) {
        this.pepper = pepper.clone();
    }

    /** Returns the 32 bytes to store or to look up. Compare them with {@code MessageDigest.isEqual}. */
    public byte[] of(String secret) {
        return Hmac.of(ALGORITHM, pepper, secret.getBytes(StandardCharsets.UTF_8));
    }
}
