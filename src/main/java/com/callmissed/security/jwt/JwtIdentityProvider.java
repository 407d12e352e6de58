package com.callmissed.security.jwt;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

import com.callmissed.security.CallerIdentities;
import com.callmissed.security.JwtRequest;

/** Authenticates dashboard tokens. */
@ApplicationScoped
class JwtIdentityProvider implements IdentityProvider<JwtRequest> {
    private final JwtVerifier verifier;

    JwtIdentityProvider(JwtVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public Class<JwtRequest> getRequestType() {
        return JwtRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(JwtRequest request, AuthenticationRequestContext context) {
        return verifier.verify(request.token()).map(CallerIdentities::of);
    }
}
