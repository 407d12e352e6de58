package com.callmissed.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.vertx.core.net.SocketAddress;

/** Authentication with a bearer credential that starts like an API key. */
public final class ApiKeyRequest extends BaseAuthenticationRequest {
    public static final String PREFIX = "cm_";

    private final String key;
    private final SocketAddress from;

    /** @param from who has sent the credential; null when that is not known */
    public ApiKeyRequest(String key, SocketAddress from) {
        this.key = key;
        this.from = from;
    }

    public String key() {
        return key;
    }

    public SocketAddress from() {
        return from;
    }
}
