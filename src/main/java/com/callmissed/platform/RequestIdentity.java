package com.callmissed.platform;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * The identity of a request outside of the REST layer.
 *
 * <p>Reason: an {@code HttpUpgradeCheck} may neither authenticate a handshake by other means than a header nor choose
 * the body of a refusal. A check with both would replace this.
 */
public final class RequestIdentity {
    private RequestIdentity() {}

    /**
     * Authenticates the request by its header.
     *
     * @return anonymous without a credential; fails when the credential is refused, and the caller responds to that
     */
    public static Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        return QuarkusHttpUser.getSecurityIdentity(context, providers);
    }

    /** Makes {@code identity} the one that later checks of the request see. */
    public static void set(RoutingContext context, SecurityIdentity identity) {
        QuarkusHttpUser.setIdentity(identity, context);
    }
}
