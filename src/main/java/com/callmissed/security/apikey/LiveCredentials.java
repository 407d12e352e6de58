package com.callmissed.security.apikey;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.security.Caller;

/** Checks whether a credential that was accepted earlier is still valid, for connections that outlive a request. */
@ApplicationScoped
public class LiveCredentials {
    private final ApiKeyLookup keys;

    LiveCredentials(ApiKeyLookup keys) {
        this.keys = keys;
    }

    /**
     * Returns false when the credential is expired, revoked or rotated. A key is read from the database, without a
     * cache. A token ends only by its expiry. Fails when the database is unavailable.
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
     * Returns those of {@code callers} for which {@link #stillValid} is false. Reads all of them with one statement, so
     * pass at most a few hundred. Fails when the database is unavailable.
     *
     * @param callers only callers with an API key
     */
    public Uni<List<Caller>> findEnded(Collection<Caller> callers) {
        return keys.findEnded(callers);
    }
}
