package com.callmissed.security;

import java.security.Permission;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.quarkus.security.credential.Credential;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

import com.callmissed.http.error.ApiException;

/** The identity of a {@link Caller}. Quarkus checks {@code @PermissionsAllowed} against it. It does not change. */
public final class CallerIdentity implements SecurityIdentity {
    /** Attribute: requests per minute, an {@code Integer}; absent when there is no limit. */
    static final String RATE_LIMIT = "callmissed.rate-limit-rpm";

    private static final String EXPIRE_TIME = "quarkus.identity.expire-time";

    private final Caller caller;
    private final Map<String, Object> attributes;

    /**
     * Creates an identity. Its expiry attribute makes WebSockets Next close a socket whose credential expires.
     *
     * @param rateLimit requests per minute, or null for no limit
     */
    public CallerIdentity(Caller caller, Integer rateLimit) {
        Map<String, Object> known = new HashMap<>();
        if (caller.expiresAt() != null) {
            known.put(EXPIRE_TIME, caller.expiresAt().getEpochSecond());
        }
        if (rateLimit != null) {
            known.put(RATE_LIMIT, rateLimit);
        }
        this.caller = caller;
        this.attributes = Map.copyOf(known);
    }

    @Override
    public Principal getPrincipal() {
        return caller;
    }

    @Override
    public boolean isAnonymous() {
        return false;
    }

    @Override
    public Set<String> getRoles() {
        return Set.of();
    }

    @Override
    public boolean hasRole(String role) {
        return false;
    }

    @Override
    public Set<Permission> getPermissions() {
        return Set.of();
    }

    @Override
    public <T extends Credential> T getCredential(Class<T> type) {
        return null;
    }

    @Override
    public Set<Credential> getCredentials() {
        return Set.of();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getAttribute(String name) {
        return (T) attributes.get(name);
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    /** Fails instead of returning false, because only this method knows what is missing. */
    @Override
    public Uni<Boolean> checkPermission(Permission permission) {
        String required = permission.getActions().isEmpty()
                ? permission.getName()
                : permission.getName() + ":" + permission.getActions();
        return caller.may(required)
                ? Uni.createFrom().item(true)
                : Uni.createFrom().failure(ApiException.permissionDenied(missing(required)));
    }

    private String missing(String required) {
        if (!required.equals(Scope.MANAGE_KEYS)) {
            return "the scope " + required;
        }
        boolean narrowed = caller.role() != null && caller.role().managesKeys();
        return narrowed ? "the scope *" : "the role owner or admin";
    }
}
