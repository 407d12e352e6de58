package com.callmissed.security;

import java.security.Permission;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;

import com.callmissed.http.error.ApiException;

/** Creates the identity for a {@link Caller}. Quarkus checks {@code @PermissionsAllowed} against it. */
public final class CallerIdentities {
    /** Attribute: requests per minute, an {@code Integer}; absent when there is no limit. */
    static final String RATE_LIMIT = "callmissed.rate-limit-rpm";

    private static final String EXPIRE_TIME = "quarkus.identity.expire-time";

    private CallerIdentities() {}

    public static SecurityIdentity of(Caller caller) {
        return of(caller, null);
    }

    /**
     * Creates an identity. Its expiry attribute makes WebSockets Next close a socket whose credential expires.
     *
     * @param rateLimit requests per minute, or null for no limit
     */
    public static SecurityIdentity of(Caller caller, Integer rateLimit) {
        QuarkusSecurityIdentity.Builder builder = QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addPermissionChecker(permission -> check(caller, permission));
        if (caller.expiresAt() != null) {
            builder.addAttribute(EXPIRE_TIME, caller.expiresAt().getEpochSecond());
        }
        if (rateLimit != null) {
            builder.addAttribute(RATE_LIMIT, rateLimit);
        }
        return builder.build();
    }

    /** Fails instead of returning false, because only this method knows what is missing. */
    private static Uni<Boolean> check(Caller caller, Permission permission) {
        String required = permission.getActions().isEmpty()
                ? permission.getName()
                : permission.getName() + ":" + permission.getActions();
        return caller.may(required)
                ? Uni.createFrom().item(true)
                : Uni.createFrom().failure(ApiException.permissionDenied(missing(caller, required)));
    }

    private static String missing(Caller caller, String required) {
        if (!required.equals(Scope.MANAGE_KEYS)) {
            return "the scope " + required;
        }
        boolean narrowed = caller.role() != null && caller.role().managesKeys();
        return narrowed ? "the scope *" : "the role owner or admin";
    }
}
