package com.callmissed.platform;

import java.util.function.Supplier;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * The identity of a request outside of the REST layer.
 *
 * <p>Reasons, each with the public API that would replace it:
 *
 * <ul>
 * <li>An {@code HttpUpgradeCheck} may neither authenticate a handshake by other means than a header nor choose the body
 * of a refusal. Replacement: a check with both.
 * <li>The platform's chain from a request to its mechanism takes longer than the check of a credential that is known.
 * Replacement: a mechanism that can respond without a {@code Uni}.
 * </ul>
 */
public final class RequestIdentity {
    private RequestIdentity() {}

    /**
     * Replaces how the platform authenticates the request when an operation asks for its identity. Only the operation
     * sees a failure: the platform's handler of failures would look for the resource a second time, in each request.
     *
     * @param authentication is called at most once, on the context of the request; its result may be used several times
     */
    public static void defer(RoutingContext context, Supplier<Uni<SecurityIdentity>> authentication) {
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        context.put(QuarkusHttpUser.DEFERRED_IDENTITY_KEY, Uni.createFrom().deferred(new Once(authentication)));
    }

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

    private static final class Once implements Supplier<Uni<? extends SecurityIdentity>> {
        private final Supplier<Uni<SecurityIdentity>> authentication;
        private Uni<SecurityIdentity> started;

        Once(Supplier<Uni<SecurityIdentity>> authentication) {
            this.authentication = authentication;
        }

        @Override
        public Uni<SecurityIdentity> get() {
            if (started == null) {
                started = start();
            }
            return started;
        }

        private Uni<SecurityIdentity> start() {
            try {
                return authentication.get();
            } catch (RuntimeException e) {
                return Uni.createFrom().failure(e);
            }
        }
    }
}
