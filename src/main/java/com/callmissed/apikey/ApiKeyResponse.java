package com.callmissed.apikey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.http.ShownOnce;
import com.callmissed.security.Scope;
import com.callmissed.security.apikey.PlainKey;

/**
 * A key in responses (contract section 3).
 *
 * @param key the whole key in the response that creates it; null in a replay of that response, left out in all others
 */
@RegisterForReflection
@Schema(
        requiredProperties = {
            "id",
            "name",
            "prefix",
            "last_four",
            "scopes",
            "rate_limit_rpm",
            "expires_at",
            "last_used_at",
            "revoked_at",
            "created_at"
        })
@JsonNaming(SnakeCaseStrategy.class)
public record ApiKeyResponse(
        UUID id,
        String name,

        @Schema(nullable = true) @JsonInclude(JsonInclude.Include.NON_NULL)
        String key,

        String prefix,
        String lastFour,
        List<Scope> scopes,
        @Schema(nullable = true) Integer rateLimitRpm,
        @Schema(nullable = true) Instant expiresAt,
        @Schema(nullable = true) Instant lastUsedAt,
        @Schema(nullable = true) Instant revokedAt,
        Instant createdAt)
        implements ShownOnce {

    static ApiKeyResponse from(ApiKey stored) {
        return of(stored, null);
    }

    /** Creates the response that shows the whole key. */
    static ApiKeyResponse of(ApiKey stored, PlainKey plain) {
        return new ApiKeyResponse(
                stored.id,
                stored.name,
                plain == null ? null : plain.text(),
                stored.prefix,
                stored.lastFour,
                stored.grantedScopes(),
                stored.rateLimitRpm,
                stored.expiresAt,
                stored.lastUsedAt,
                stored.revokedAt,
                stored.createdAt);
    }

    @Override
    public String secretField() {
        return "key";
    }

    /** Does not contain the key. */
    @Override
    public String toString() {
        return "ApiKeyResponse[" + id + ", " + prefix + "…" + lastFour + "]";
    }
}
