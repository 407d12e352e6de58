package com.callmissed.security.jwt;

import java.net.URI;
import java.util.Optional;

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
}
