package com.callmissed.contact.api;

import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.contact.IdentityKind;

/**
 * An address by which a contact is recognised.
 *
 * @param address as it came first; phone numbers as {@code +} E.164
 * @param botId the bot for whose WhatsApp portfolio a user id is valid; null for other kinds
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record ContactIdentity(
        IdentityKind kind,
        String address,
        @Schema(nullable = true) UUID botId) {}
