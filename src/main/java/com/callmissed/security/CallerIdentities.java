package com.callmissed.security;

import java.security.Permission;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;

import com.callmissed.http.ApiException;

/** Dresses a {@link Caller} as the identity that Quarkus checks {@code @PermissionsAllowed} against. */
public final class CallerIdentities {
    private static final String EXPIRE_TIME = "quarkus.identity.expire-time";

    private CallerIdentities() {}

    /** The expiry attribute makes WebSockets Next close a socket whose credential runs out. */
    public static SecurityIdentity of(Caller caller) {
        QuarkusSecurityIdentity.Builder builder = QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addPermissionChecker(permission -> check(caller, permission));
        if (caller.expiresAt() != null) {
            builder.addAttribute(EXPIRE_TIME, caller.expiresAt().getEpochSecond());
        }
        return builder.build();
    }

    /** Fails instead of answering false, because only here is it known what was missing. */
    private static Uni<Boolean> check(Caller caller, Permission permission) {
        String required = permission.getActions().isEmpty()
                ? permission.getName()
                : permission.getName() + ":" + permission.getActions();
        return caller.may(required)
                ? Uni.createFrom().item(true)
                : Uni.createFrom()
                        .failure(ApiException.permissionDenied(
                                required.equals(Scope.MANAGE_KEYS)
                                        ? "the role owner or admin"
                                        : "the scope " + required));
    }
}
