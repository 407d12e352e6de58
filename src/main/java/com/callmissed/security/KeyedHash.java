package com.callmissed.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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

    private final SecretKeySpec pepper;

    @Inject
    KeyedHash(Secrets secrets) {
        this(secrets.pepper());
    }

    KeyedHash(byte[] pepper) {
        this.pepper = new SecretKeySpec(pepper, ALGORITHM);
    }

    /** The 32 bytes to store or to look up; compare them with {@code MessageDigest.isEqual}. */
    public byte[] of(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(pepper);
            return mac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
