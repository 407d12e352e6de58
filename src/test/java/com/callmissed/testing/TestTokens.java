package com.callmissed.testing;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;

/** Dashboard tokens signed with the key that the tests configure as trusted. */
public final class TestTokens {
    private static final KeyPair PAIR = generate();
    /** A signature takes 10 ms, and many tests ask for a token for each request. */
    private static final Map<String, String> SIGNED = new ConcurrentHashMap<>();

    private TestTokens() {}

    /** A token that is valid for an hour, the same for each call; {@code role} is owner, admin or agent. */
    public static String of(UUID tenant, String role) {
        return SIGNED.computeIfAbsent(role + " of " + tenant, caller -> sign(claims(tenant, role)));
    }

    /** Valid claims to change before {@link #sign}. */
    public static JwtClaimsBuilder claims(UUID tenant, String role) {
        return Jwt.issuer("callmissed")
                .audience("callmissed-dashboard")
                .subject("user-" + role)
                .claim("tenant_id", tenant.toString())
                .claim("role", role)
                .expiresIn(Duration.ofHours(1));
    }

    public static String sign(JwtClaimsBuilder claims) {
        return claims.sign(PAIR.getPrivate());
    }

    /** The form of a token, with a signature of another key. */
    public static String forged() {
        return claims(UUID.randomUUID(), "owner").sign(generate().getPrivate());
    }

    static String publicKeyPem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(PAIR.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----";
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
