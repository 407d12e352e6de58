package com.callmissed.security.jwt;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import org.jose4j.keys.EllipticCurves;

/**
 * A key and the algorithms that its type allows. The token does not choose the algorithm (RFC 8725, section 3.1).
 *
 * @param id the {@code kid} under which the issuer publishes the key, or null
 */
record TrustedKey(String id, Key key, List<String> algorithms) {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MIN_SECRET_BYTES = 32;
    private static final List<String> RSA = List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

    /** @throws IllegalArgumentException when the type or size of the key is not trusted */
    static TrustedKey of(String id, PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            return new TrustedKey(id, key, RSA);
        }
        if (key instanceof ECPublicKey ec) {
            return new TrustedKey(id, key, List.of(curveAlgorithm(ec)));
        }
        if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
            return new TrustedKey(id, key, List.of("EdDSA"));
        }
        throw untrustworthy();
    }

    /** @throws IllegalArgumentException when {@code secret} has fewer than 256 bits (RFC 7518, section 3.2) */
    static TrustedKey ofSecret(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("at least 32 bytes");
        }
        return new TrustedKey(null, new SecretKeySpec(bytes, "HmacSHA256"), List.of("HS256"));
    }

    /** Returns the key restricted to one algorithm, the {@code alg} of a published key. Null means no restriction. */
    TrustedKey only(String algorithm) {
        return algorithm == null
                ? this
                : new TrustedKey(
                        id, key, algorithms.stream().filter(algorithm::equals).toList());
    }

    /** True for elliptic curves: verification takes milliseconds on JDK 17, which is too long for an event loop. */
    boolean isSlow() {
        return key instanceof ECPublicKey || key instanceof EdECPublicKey;
    }

    private static String curveAlgorithm(ECPublicKey key) {
        String curve = EllipticCurves.getName(key.getParams().getCurve());
        return switch (curve == null ? "" : curve) {
            case EllipticCurves.P_256 -> "ES256";
            case EllipticCurves.P_384 -> "ES384";
            case EllipticCurves.P_521 -> "ES512";
            default -> throw untrustworthy();
        };
    }

    private static IllegalArgumentException untrustworthy() {
        return new IllegalArgumentException("RSA of at least 2048 bits, EC (P-256, P-384, P-521) or Ed25519");
    }

    /** Does not contain the key, which may be a secret. */
    @Override
    public String toString() {
        return "TrustedKey[" + id + ", " + algorithms + "]";
    }
}
