package com.callmissed.apikey;

import java.time.Instant;
import java.util.Set;

import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import com.callmissed.security.Scope;
import com.callmissed.security.apikey.Environment;

/**
 * A request for a new key.
 *
 * @param scopes may be empty; such a key has access to nothing
 * @param expiresAt null for a key that does not expire
 * @param rateLimitRpm requests per minute, or null for no limit
 * @param environment null for {@code live}
 */
@JsonNaming(SnakeCaseStrategy.class)
public record CreateKeyRequest(
        @NotBlank @Size(max = 255) String name,
        @NotNull Set<@NotNull Scope> scopes,
        @Future Instant expiresAt,
        @Min(1) Integer rateLimitRpm,
        Environment environment) {}
