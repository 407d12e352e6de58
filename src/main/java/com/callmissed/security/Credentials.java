package com.callmissed.security;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

/**
 * Turns the text of a credential into an identity, for whoever takes one from a request.
 *
 * <p>Both methods fail with an {@code ApiException}: 401 with the code that the credential earns, or 503 {@code not_ready}
 * when it cannot be checked at the moment. Call them on a duplicated Vert.x context; they end on it.
 */
public final class Credentials {
    private Credentials() {}

    /** {@code credential} is what follows {@code Bearer}: a {@code cm_} key by its prefix, anything else a JWT. */
    public static Uni<SecurityIdentity> authenticate(String credential, IdentityProviderManager providers) {
        return credential.startsWith(ApiKeyRequest.PREFIX)
                ? providers.authenticate(new ApiKeyRequest(credential))
                : authenticateToken(credential, providers);
    }

    /** For places that a long-lived secret must not reach, such as a query string: a key is refused as a broken token. */
    public static Uni<SecurityIdentity> authenticateToken(String token, IdentityProviderManager providers) {
        return providers.authenticate(new JwtRequest(token));
    }
}
