package com.callmissed.security.jwt;

import java.net.URI;
import java.util.Optional;

import jakarta.validation.constraints.PositiveOrZero;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Settings for the verification of dashboard tokens. Without a configured key, the local mode trusts the key pair in
 * the data directory.
 */
@ConfigMapping(prefix = "callmissed.jwt")
public interface JwtConfig {
    /** A public key (RSA, EC or Ed25519) as PEM text. */
    Optional<String> publicKey();

    /** The URL of the issuer's JSON Web Key Set (RFC 7517). */
    Optional<URI> jwksUrl();

    /** The shared secret of HS256 tokens; at least 32 bytes in UTF-8. */
    Optional<String> hmacSecret();

    /** The only accepted {@code iss}. */
    @WithDefault("callmissed")
    String issuer();

    /** Must be among the token's {@code aud}. */
    @WithDefault("callmissed-dashboard")
    String audience();

    /**
     * The only accepted {@code typ} of a token, such as {@code at+jwt} (RFC 9068) or {@code JWT}. When absent, any type
     * and a token without one are accepted.
     */
    Optional<String> tokenType();

    /** Requests per minute of one subject of a tenant; 0 for no limit. */
    @PositiveOrZero
    @WithDefault("6000")
    int rateLimitRpm();
}
