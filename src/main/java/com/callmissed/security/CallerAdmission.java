package com.callmissed.security;

import jakarta.inject.Singleton;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.filter.BodyAdmission;
import com.callmissed.platform.RequestIdentity;

/**
 * Verifies the credential of a request before its body is read. The operation sees the same identity, and does not
 * verify it again.
 */
@Singleton
class CallerAdmission implements BodyAdmission {
    private final IdentityProviderManager providers;

    CallerAdmission(IdentityProviderManager providers) {
        this.providers = providers;
    }

    @Override
    public String path() {
        return "/api";
    }

    @Override
    public int limit() {
        return API_LIMIT;
    }

    @Override
    public Uni<Sender> admit(RoutingContext context) {
        return RequestIdentity.authenticate(context, providers).map(identity -> known(context, identity));
    }

    private static Sender known(RoutingContext context, SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new UnauthorizedException();
        }
        RequestIdentity.set(context, identity);
        return new Sender(Caller.of(identity).tenantId());
    }
}
