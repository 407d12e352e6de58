package com.callmissed.platform;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.interceptor.Interceptor;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.spi.runtime.AbstractSecurityIdentityAssociation;

/**
 * The identity of the current request.
 *
 * <p>Reason: the platform's bean for services with sockets reads a setting from the configuration whenever it is
 * created, which is for each request, and takes a tenth of a short one. A bean that reads it once would replace this.
 * Callbacks of sockets have no current request, and get the identity of their connection from the handshake.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@RequestScoped
class RequestIdentityAssociation extends AbstractSecurityIdentityAssociation {
    private final IdentityProviderManager providers;

    RequestIdentityAssociation(IdentityProviderManager providers) {
        this.providers = providers;
    }

    @Override
    protected IdentityProviderManager getIdentityProviderManager() {
        return providers;
    }
}
