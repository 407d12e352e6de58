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
 * A contact with its history.
 *
 * @param conversations of all bots and channels, the newest first, at most 100; {@code GET
 *     /conversations?contact_id=} lists all
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record ContactDetails(
        UUID id,
        UUID tenantId,
        @Schema(nullable = true) String name,
        @Schema(nullable = true) String profileName,
        @Schema(nullable = true) String displayName,
        @Schema(nullable = true) JsonDocument attributes,
        List<ContactIdentity> identities,
        Instant createdAt,
        Instant updatedAt,
        List<ContactConversation> conversations) {

    /** For a caller who may not read conversations. */
    ContactDetails withoutTexts() {
        return new ContactDetails(
                id,
                tenantId,
                name,
                profileName,
                displayName,
                attributes,
                identities,
                createdAt,
                updatedAt,
                conversations.stream().map(ContactConversation::withoutText).toList());
    }

    static ContactDetails of(ContactResponse contact, List<ContactConversation> conversations) {
        return new ContactDetails(
                contact.id(),
                contact.tenantId(),
                contact.name(),
                contact.profileName(),
                contact.displayName(),
                contact.attributes(),
                contact.identities(),
                contact.createdAt(),
                contact.updatedAt(),
                conversations);
    }
}
