package com.callmissed.security.jwt;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A bearer token that is not an API key. */
public final class JwtRequest extends BaseAuthenticationRequest {
    private final String token;

    public JwtRequest(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }
}
