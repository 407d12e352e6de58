package com.callmissed.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.vertx.core.net.SocketAddress;

/** Authentication with a bearer token that is not an API key. */
public final class JwtRequest extends BaseAuthenticationRequest {
    private final String token;
    private final SocketAddress from;

    /** @param from who has sent the credential; null when that is not known */
    public JwtRequest(String token, SocketAddress from) {
        this.token = token;
        this.from = from;
    }

    public String token() {
        return token;
    }

    public SocketAddress from() {
        return from;
    }
}
