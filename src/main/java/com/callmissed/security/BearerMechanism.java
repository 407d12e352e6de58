package com.callmissed.security;

import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.arc.All;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AnonymousAuthenticationRequest;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.platform.RequestIdentity;

/**
 * Takes the credential from {@code Authorization: Bearer} (RFC 6750). API keys are accepted nowhere else. A credential
 * that was checked a moment ago takes no detour over the platform's identity providers.
 */
@ApplicationScoped
class BearerMechanism implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";
    /** The priority of the platform's handler. Of the same priority, the platform's filters run first. */
    private static final int BEHIND_THE_PLATFORM = 200;

    private final RateLimiter rateLimiter;
    private final IdentityProviderManager providers;
    private final List<CheckedCredentials> checked;

    BearerMechanism(RateLimiter rateLimiter, IdentityProviderManager providers, @All List<CheckedCredentials> checked) {
        this.rateLimiter = rateLimiter;
        this.providers = providers;
        this.checked = checked;
    }

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    RequestIdentity.defer(context, () -> identify(context));
                    context.next();
                },
                BEHIND_THE_PLATFORM);
    }

    /** Returns the anonymous identity without a credential. */
    private Uni<SecurityIdentity> identify(RoutingContext context) {
        String credential = credential(context);
        return credential == null
                ? providers.authenticate(new AnonymousAuthenticationRequest())
                : authenticate(credential, context, providers);
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String credential = credential(context);
        return credential == null ? Uni.createFrom().nullItem() : authenticate(credential, context, providers);
    }

    private static String credential(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }

    private Uni<SecurityIdentity> authenticate(
            String credential, RoutingContext context, IdentityProviderManager providers) {
        for (int i = 0; i < checked.size(); i++) {
            SecurityIdentity known = checked.get(i).identityOf(credential);
            if (known != null) {
                Credentials.enter(known);
                admit(known, context);
                return Uni.createFrom().item(known);
            }
        }
        return Credentials.authenticate(credential, context.request().remoteAddress(), providers)
                .invoke(identity -> admit(identity, context))
                .memoize()
                .indefinitely();
    }

    private void admit(SecurityIdentity identity, RoutingContext context) {
        rateLimiter.admit(identity, context.response());
        RequestIdentity.set(context, identity);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(JwtRequest.class, ApiKeyRequest.class);
    }

    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 1000;
    }
}
