package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One pepper, and the keys that HKDF derives from it (RFC 5869); the pepper is the pseudorandom key. */
final class Pepper {
    private static final String ALGORITHM = "HmacSHA256";
    /** HMAC hashes a longer key first (RFC 2104, section 2). */
    private static final int BLOCK_BYTES = 64;

    private static final int ID_BYTES = 4;
    private static final String ID = "callmissed/pepper-id";

    private final byte[] secret;
    private final byte[] id;

    Pepper(byte[] secret) {
        this.secret = secret.clone();
        this.id = Arrays.copyOf(derived(ID), ID_BYTES);
    }

    /** Returns HMAC-SHA-256 of the text with the pepper itself as the key. */
    byte[] hash(String text) {
        return hash(secret, text);
    }

    /** A name of 4 bytes that does not reveal the pepper. */
    byte[] id() {
        return id.clone();
    }

    boolean hasId(byte[] other) {
        return Arrays.equals(id, other);
    }

    /** Returns the key of one use: the first block of HKDF-Expand. */
    byte[] derived(String use) {
        return hash(use + '\u0001');
    }

    /** A key with which {@link #hash(byte[], byte[])} returns what {@link #hash(String)} does; at most 64 bytes. */
    byte[] asKey() {
        return secret.length > BLOCK_BYTES ? Sha256.of(secret) : secret.clone();
    }

    static byte[] hash(byte[] key, String text) {
        return hash(key, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hash(byte[] key, byte[] message) {
        return Hmac.of(ALGORITHM, key, message);
    }

    @Override
    public String toString() {
        return "Pepper";
    }
}
