package com.callmissed.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Authentication with a bearer credential that starts like an API key. */
public final class ApiKeyRequest extends BaseAuthenticationRequest {
    public static final String PREFIX = "cm_";

    private final String key;

    public ApiKeyRequest(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }
}
