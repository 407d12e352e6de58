package com.callmissed.security;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;

import com.callmissed.background.LogFields;
import com.callmissed.persistence.TenantScope;

/**
 * Authenticates the text of a credential. What the context does afterwards counts for the caller's tenant, see {@link
 * TenantScope}.
 *
 * <p>Both methods fail with an {@code ApiException}: 401 with the error code for the credential, 429 when it is
 * unknown and too many were wrong, or 503 {@code not_ready} when it cannot be checked at the moment. Call them on a
 * duplicated Vert.x context; they complete on it.
 */
public final class Credentials {
    private Credentials() {}

    /**
     * Authenticates a credential of any kind.
     *
     * @param credential the text after {@code Bearer}: a key when it starts with {@code cm_}, otherwise a JWT
     * @param from who has sent it; null when that is not known
     */
    public static Uni<SecurityIdentity> authenticate(
            String credential, SocketAddress from, IdentityProviderManager providers) {
        return credential.startsWith(ApiKeyRequest.PREFIX)
                ? entered(providers.authenticate(new ApiKeyRequest(credential, from)))
                : authenticateToken(credential, from, providers);
    }

    /**
     * Authenticates a token only. Use it where a long-lived secret must not be accepted, such as in a query string. An
     * API key fails like an invalid token.
     *
     * @param from who has sent it; null when that is not known
     */
    public static Uni<SecurityIdentity> authenticateToken(
            String token, SocketAddress from, IdentityProviderManager providers) {
        return entered(providers.authenticate(new JwtRequest(token, from)));
    }

    private static Uni<SecurityIdentity> entered(Uni<SecurityIdentity> identity) {
        return identity.invoke(Credentials::enter);
    }

    static void enter(SecurityIdentity identity) {
        Caller caller = Caller.of(identity);
        TenantScope.enterRequest(caller.tenantId());
        LogFields.set(LogFields.CALLER, caller.actor().kind().value());
    }
}
