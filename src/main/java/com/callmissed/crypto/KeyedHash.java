package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;

/**
 * HMAC-SHA-256 under the configured pepper, for secrets that are only compared. A fast hash is enough for 256 random
 * bits. Without the pepper, a stolen table is worthless. Each use has its own key, which HKDF derives from the pepper
 * (RFC 5869), so a hash of one use means nothing in another one.
 */
@Startup
@ApplicationScoped
public class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] pepper;
    private final SecretFormat format;
    private final Map<Use, byte[]> keys = new EnumMap<>(Use.class);

    /** What a hash is for. */
    public enum Use {
        /** The pepper itself is the key: the service does not have the API keys that it would have to hash again. */
        API_KEY(null),
        /** The token of Meta's handshake. */
        VERIFY_TOKEN("callmissed/verify-token");

        private final String label;

        Use(String label) {
            this.label = label;
        }
    }

    @Inject
    public KeyedHash(Secrets secrets) {
        this(secrets.pepper(), secrets.format());
    }

    KeyedHash(byte[] pepper, SecretFormat format) {
        this.pepper = pepper.clone();
        this.format = format;
        for (Use use : Use.values()) {
            keys.put(use, use.label == null ? this.pepper : expand(use.label));
        }
    }

    /** Returns the 32 bytes to store. Compare them with {@code MessageDigest.isEqual}. */
    public byte[] of(Use use, String secret) {
        return hash(format == SecretFormat.EARLIER ? pepper : keys.get(use), secret);
    }

    /** Returns the hashes under which the secret may be stored, in any format. */
    public List<byte[]> stored(Use use, String secret) {
        return List.of(hash(keys.get(use), secret), hash(pepper, secret));
    }

    /** The first block of HKDF-Expand; the pepper is the pseudorandom key. */
    private byte[] expand(String label) {
        return hash(pepper, label + '\u0001');
    }

    private static byte[] hash(byte[] key, String text) {
        return Hmac.of(ALGORITHM, key, text.getBytes(StandardCharsets.UTF_8));
    }
}
