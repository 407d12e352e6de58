package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;

/**
 * HMAC-SHA-256 with the configured pepper, for secrets that are only ever compared. A fast hash is enough for what has 256
 * random bits; the pepper makes a stolen table worthless by itself.
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

    /** The 32 bytes to store or to look up; compare them with {@code MessageDigest.isEqual}. */
    public byte[] of(String secret) {
        return Hmac.of(ALGORITHM, pepper, secret.getBytes(StandardCharsets.UTF_8));
    }
}
