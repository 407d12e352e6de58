package com.callmissed.crypto;

/**
 * The hash of an API key, with what says how it was made. {@link ApiKeyHash} makes and reads it.
 *
 * @param hash 32 bytes
 * @param pepperId names the pepper of {@code hash}; null when an earlier version has stored it
 * @param innerKeys the sealed keys of the hashes inside of {@code hash}; null when it is that of the key itself
 */
public record StoredHash(byte[] hash, byte[] pepperId, byte[] innerKeys) {
    @Override
    public String toString() {
        return "StoredHash";
    }
}
