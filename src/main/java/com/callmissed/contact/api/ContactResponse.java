package com.callmissed.contact.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.persistence.JsonDocument;

/**
 * A contact as clients see it.
 *
 * @param name given by people of the business
 * @param profileName the latest name that the person has chosen on a channel
 * @param displayName the name, else the profile name
 * @param identities the latest ones first, at most 50
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record ContactResponse(
        UUID id,
        UUID tenantId,
        @Schema(nullable = true) String name,
        @Schema(nullable = true) String profileName,
        @Schema(nullable = true) String displayName,
        @Schema(nullable = true) JsonDocument attributes,
        List<ContactIdentity> identities,
        Instant createdAt,
        Instant updatedAt) {}
