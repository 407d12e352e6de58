package com.callmissed.security.jwt;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

import com.callmissed.security.ApiKeyRequest;
import com.callmissed.security.Caller;
import com.callmissed.security.CallerIdentity;
import com.callmissed.security.CheckedCredentials;
import com.callmissed.security.JwtRequest;

/** Authenticates dashboard tokens. */
@ApplicationScoped
class JwtIdentityProvider implements IdentityProvider<JwtRequest>, CheckedCredentials {
    private final JwtVerifier verifier;
    private final Integer rateLimit;

    JwtIdentityProvider(JwtVerifier verifier, JwtConfig config) {
        this.verifier = verifier;
        this.rateLimit = config.rateLimitRpm() == 0 ? null : config.rateLimitRpm();
    }

    @Override
    public Class<JwtRequest> getRequestType() {
        return JwtRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(JwtRequest request, AuthenticationRequestContext context) {
        return verifier.verify(request.token(), request.from()).map(caller -> new CallerIdentity(caller, rateLimit));
    }

    @Override
    public SecurityIdentity identityOf(String credential) {
        Caller caller = credential.startsWith(ApiKeyRequest.PREFIX) ? null : verifier.verified(credential);
        return caller == null ? null : new CallerIdentity(caller, rateLimit);
    }
}
