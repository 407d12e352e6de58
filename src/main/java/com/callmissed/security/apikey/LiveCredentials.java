package com.callmissed.security.apikey;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.security.Caller;

/** Tells whether a credential that was accepted earlier still counts, for connections that outlive a request. */
@ApplicationScoped
public class LiveCredentials {
    private final ApiKeyLookup keys;

    LiveCredentials(ApiKeyLookup keys) {
        this.keys = keys;
    }

    /**
     * False once the credential is expired, revoked or rotated. A key is read from the database, past every cache; a token
     * only ends by its expiry. Fails when the database is away: nothing is known then.
     */
    public Uni<Boolean> stillValid(Caller caller) {
        if (caller.expiresAt() != null && !caller.expiresAt().isAfter(Instant.now())) {
            return Uni.createFrom().item(false);
        }
        return caller.kind() == Caller.Kind.API_KEY
                ? keys.isCurrent(caller)
                : Uni.createFrom().item(true);
    }

    /**
     * Those of {@code callers}, each of them a key's, that {@link #stillValid} would answer false for: with one statement for
     * all of them, so hand over a few hundred at most. Fails when the database is away: nothing is known then.
     */
    public Uni<List<Caller>> findEnded(Collection<Caller> callers) {
        return keys.findEnded(callers);
    }
}
