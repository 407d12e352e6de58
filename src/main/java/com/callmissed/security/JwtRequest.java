package com.callmissed.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Authentication with a bearer token that is not an API key. */
public final class JwtRequest extends BaseAuthenticationRequest {
    private final String token;

    public JwtRequest(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }
}
