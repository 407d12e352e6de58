package com.callmissed.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;

/**
 * The hashes of API keys: HMAC-SHA-256 of the whole key. A fast hash is enough for 256 random bits. The pepper itself
 * is the key, in every version.
 *
 * <p>A hash under the previous pepper is still recognised. There are two ways to the current one. With the key at hand,
 * it is hashed again. Without it, the stored hash is hashed with a key that is derived from the current pepper
 * ({@link #wrap}). What is needed to hash the inside again, the previous pepper, is sealed under the current one and
 * stored with it. So the previous pepper can be forgotten. Safe for use by several threads.
 */
@Startup
@ApplicationScoped
public class ApiKeyHash {
    /** Rotations that a key survives without being used. It limits what the check of a key costs. */
    public static final int MOST_INNER_KEYS = 8;

    private static final String WRAPPING = "callmissed/api-key-wrapping";
    private static final String SEALING = "callmissed/api-key-inner-keys";

    private final Pepper current;
    private final Pepper previous;
    private final SecretBox box;

    @Inject
    public ApiKeyHash(Secrets secrets) {
        this(
                new Pepper(secrets.pepper()),
                secrets.previousPepper().map(Pepper::new).orElse(null));
    }

    /** @param previous null for none */
    ApiKeyHash(Pepper current, Pepper previous) {
        this.current = current;
        this.previous = previous;
        this.box = new SecretBox(
                current.derived(SEALING), previous == null ? null : previous.derived(SEALING), SecretFormat.BOUND);
    }

    /** Returns what to store for a key. */
    public StoredHash of(String key) {
        return new StoredHash(current.hash(key), current.id(), null);
    }

    /**
     * Whether the row was stored for this key. Compares in constant time, so that timing reveals nothing about the
     * stored hash. A row with inner keys may have a plain hash, too: a version that does not know them leaves them in
     * the row when it rotates the key.
     */
    public boolean isOf(StoredHash stored, UUID tenantId, UUID id, String key) {
        // No short cut: all are compared.
        boolean plain = peppers()
                .map(pepper -> MessageDigest.isEqual(stored.hash(), pepper.hash(key)))
                .reduce(false, Boolean::logicalOr);
        return plain | isWrapped(stored, tenantId, id, key);
    }

    private boolean isWrapped(StoredHash stored, UUID tenantId, UUID id, String key) {
        if (stored.innerKeys() == null) {
            return false;
        }
        Pepper outer = peppers()
                .filter(pepper -> pepper.hasId(stored.pepperId()))
                .findFirst()
                .orElse(null);
        return outer != null && MessageDigest.isEqual(stored.hash(), wrapped(outer, stored, tenantId, id, key));
    }

    /**
     * Whether a row that was recognised should be replaced. The hashes are compared, too, because the name of the
     * pepper in a row may be wrong.
     *
     * @param renewed what {@link #of} returns for the key of the row
     */
    public static boolean isOutdated(StoredHash stored, StoredHash renewed) {
        return stored.innerKeys() != null
                || !MessageDigest.isEqual(stored.hash(), renewed.hash())
                || !Arrays.equals(stored.pepperId(), renewed.pepperId());
    }

    /** Whether the hash needs the previous pepper, as far as its row says. */
    public boolean needsPrevious(StoredHash stored) {
        return previous != null && previous.hasId(stored.pepperId());
    }

    /**
     * Moves a hash that {@link #needsPrevious the previous pepper is needed for} to the current pepper, without its
     * key.
     *
     * @return null when the hash was moved {@value #MOST_INNER_KEYS} times before
     * @throws IllegalArgumentException when its inner keys were changed, or belong to another row
     */
    public StoredHash wrap(StoredHash stored, UUID tenantId, UUID id) {
        SealedPlace place = place(tenantId, id);
        List<byte[]> keys = new ArrayList<>();
        if (stored.innerKeys() == null) {
            keys.add(previous.asKey());
        } else {
            keys.addAll(decode(box.open(stored.innerKeys(), place)));
            keys.add(previous.derived(WRAPPING));
        }
        return keys.size() > MOST_INNER_KEYS
                ? null
                : new StoredHash(
                        Pepper.hash(current.derived(WRAPPING), stored.hash()),
                        current.id(),
                        box.seal(encode(keys), place));
    }

    /** Whether the inner keys of a stored hash can be decrypted with a configured pepper; true when it has none. */
    public boolean opens(StoredHash stored, UUID tenantId, UUID id) {
        try {
            return stored.innerKeys() == null
                    || !decode(box.open(stored.innerKeys(), place(tenantId, id)))
                            .isEmpty();
        } catch (IllegalArgumentException changed) {
            return false;
        }
    }

    /** Whether a {@link StoredHash#pepperId} names a configured pepper. */
    public boolean isConfigured(byte[] pepperId) {
        return peppers().anyMatch(pepper -> pepper.hasId(pepperId));
    }

    /** The id of the current pepper in {@link StoredHash#pepperId}. */
    public byte[] currentId() {
        return current.id();
    }

    /** The id of the previous pepper; null when none is configured. */
    public byte[] previousId() {
        return previous == null ? null : previous.id();
    }

    private byte[] wrapped(Pepper outer, StoredHash stored, UUID tenantId, UUID id, String key) {
        List<byte[]> keys;
        try {
            keys = decode(box.open(stored.innerKeys(), place(tenantId, id)));
        } catch (IllegalArgumentException changed) {
            return new byte[0];
        }
        byte[] hash = Pepper.hash(keys.get(0), key);
        for (byte[] next : keys.subList(1, keys.size())) {
            hash = Pepper.hash(next, hash);
        }
        return Pepper.hash(outer.derived(WRAPPING), hash);
    }

    private Stream<Pepper> peppers() {
        return Stream.of(current, previous).filter(Objects::nonNull);
    }

    private static SealedPlace place(UUID tenantId, UUID id) {
        return SealedPlace.of("api_key.inner_keys", List.of(tenantId, id), "");
    }

    /** Each key with its length before it, the innermost first. */
    private static byte[] encode(List<byte[]> keys) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        keys.forEach(key -> {
            bytes.write(key.length);
            bytes.writeBytes(key);
        });
        return bytes.toByteArray();
    }

    private static List<byte[]> decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        List<byte[]> keys = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] key = new byte[bytes.get()];
            bytes.get(key);
            keys.add(key);
        }
        return keys;
    }
}
