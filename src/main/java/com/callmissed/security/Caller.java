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
 * Who makes a request, whatever the credential was.
 *
 * @param tenantId the one tenant whose data the caller can see
 * @param id the token's subject, or the key's id
 * @param role null for an API key
 * @param scopes what the credential grants, the wildcard resolved
 * @param expiresAt null when the credential does not expire
 * @param secretVersion tells the secret of a key from the one that a rotation put in its place; null for a token
 */
public record Caller(
        UUID tenantId, Kind kind, String id, Role role, Set<Scope> scopes, Instant expiresAt, String secretVersion)
        implements Principal {

    /** The kind of credential, and so of actor. */
    public enum Kind {
        USER,
        API_KEY
    }

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** The caller that a token names. */
    public Caller(UUID tenantId, Kind kind, String id, Role role, Set<Scope> scopes, Instant expiresAt) {
        this(tenantId, kind, id, role, scopes, expiresAt, null);
    }

    /** The caller behind an authenticated identity. */
    public static Caller of(SecurityIdentity identity) {
        return (Caller) identity.getPrincipal();
    }

    @Override
    public String getName() {
        return id;
    }

    /** The metadata of an event that the caller causes at that time with the current request. */
    public EventMetadata causes(Instant at) {
        return EventMetadata.of(tenantId, at, actor(), RequestId.current());
    }

    public Actor actor() {
        return new Actor(kind == Kind.USER ? Actor.Kind.USER : Actor.Kind.API_KEY, id);
    }

    /**
     * {@code permission} is one of the names in {@link Scope}. A token that was narrowed cannot manage keys, or it could
     * make itself one that reaches further.
     */
    public boolean may(String permission) {
        return permission.equals(Scope.MANAGE_KEYS)
                ? role != null && role.managesKeys() && scopes.containsAll(role.scopes())
                : Scope.of(permission).filter(scopes::contains).isPresent();
    }
}
