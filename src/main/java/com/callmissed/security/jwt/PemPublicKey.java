package com.callmissed.security.jwt;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads a public key in the textual form of RFC 7468. */
final class PemPublicKey {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final List<String> TYPES = List.of("RSA", "EC", "Ed25519");

    private PemPublicKey() {}

    /**
     * Decodes a key.
     *
     * @param pem with line breaks, with {@code \n} in place of them (as in environment files), or without any
     * @throws IllegalArgumentException when it is not a public key of a known type
     */
    static PublicKey decode(String pem) {
        String text = pem.replace("\\n", "\n").strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new IllegalArgumentException("not a PEM public key");
        }
        X509EncodedKeySpec spec = new X509EncodedKeySpec(
                Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length())));
        for (String type : TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePublic(spec);
            } catch (GeneralSecurityException e) {
                // Not of this type. Only the right factory understands the encoding.
            }
        }
        throw new IllegalArgumentException("not a PEM public key");
    }
}
