package com.callmissed.crypto;

import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes (RFC 2104). */
public final class Hmac {
    private Hmac() {}

    /**
     * Returns the HMAC of {@code message}. Compare it with {@code MessageDigest.isEqual}.
     *
     * @param algorithm one that every JDK has, such as {@code HmacSHA256}
     * @param key not empty
     */
    public static byte[] of(String algorithm, byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
