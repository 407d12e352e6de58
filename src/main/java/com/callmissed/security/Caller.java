package com.callmissed.security;

import java.security.Principal;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import io.quarkus.security.identity.SecurityIdentity;

import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.http.RequestId;

/**
 * The caller of a request, for any kind of credential.
 *
 * @param tenantId the only tenant whose data the caller can access
 * @param id the token's subject, or the key's id
 * @param role null for an API key
 * @param scopes the scopes of the credential, with the wildcard resolved
 * @param expiresAt null when the credential does not expire
 * @param secretVersion differs between the secrets of a key before and after a rotation; null for a token
 */
public record Caller(
        UUID tenantId, Kind kind, String id, Role role, Set<Scope> scopes, Instant expiresAt, String secretVersion)
        implements Principal {

    /** The kind of credential, which is also the kind of actor. */
    public enum Kind {
        USER,
        API_KEY
    }

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Creates the caller of a token. */
    public Caller(UUID tenantId, Kind kind, String id, Role role, Set<Scope> scopes, Instant expiresAt) {
        this(tenantId, kind, id, role, scopes, expiresAt, null);
    }

    /** The caller of an authenticated identity. */
    public static Caller of(SecurityIdentity identity) {
        return (Caller) identity.getPrincipal();
    }

    @Override
    public String getName() {
        return id;
    }

    /**
     * The metadata of an event that the caller causes with the current request.
     *
     * @param at the time of the event
     */
    public EventMetadata causes(Instant at) {
        return EventMetadata.of(tenantId, at, actor(), RequestId.current());
    }

    public Actor actor() {
        return new Actor(kind == Kind.USER ? Actor.Kind.USER : Actor.Kind.API_KEY, id);
    }

    /**
     * Returns true when the caller has a permission. A token with narrowed scopes cannot manage keys, because it could
     * create a key with more scopes than it has.
     *
     * @param permission one of the names in {@link Scope}
     */
    public boolean may(String permission) {
        return permission.equals(Scope.MANAGE_KEYS)
                ? role != null && role.managesKeys() && scopes.containsAll(role.scopes())
                : Scope.of(permission).filter(scopes::contains).isPresent();
    }
}
