package com.callmissed.security.apikey;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.security.ApiKeyRequest;
import com.callmissed.security.CheckedCredentials;

/** Authenticates API keys. Malformed, unknown, revoked and expired keys get the same error. */
@ApplicationScoped
class ApiKeyIdentityProvider implements IdentityProvider<ApiKeyRequest>, CheckedCredentials {
    private final ApiKeyLookup keys;

    ApiKeyIdentityProvider(ApiKeyLookup keys) {
        this.keys = keys;
    }

    @Override
    public Class<ApiKeyRequest> getRequestType() {
        return ApiKeyRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(ApiKeyRequest request, AuthenticationRequestContext context) {
        Optional<PlainKey> key = PlainKey.parse(request.key());
        if (key.isEmpty()) {
            return Uni.createFrom().failure(invalid());
        }
        return keys.findUsable(key.get(), request.from())
                .onItem()
                .ifNull()
                .failWith(ApiKeyIdentityProvider::invalid)
                .map(StoredKey::identity);
    }

    @Override
    public SecurityIdentity identityOf(String credential) {
        return credential.startsWith(ApiKeyRequest.PREFIX) ? keys.identityOf(credential) : null;
    }

    private static ApiException invalid() {
        return new ApiException(ErrorCode.INVALID_API_KEY, "The API key is not valid");
    }
}
