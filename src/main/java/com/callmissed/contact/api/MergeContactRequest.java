package com.callmissed.contact.api;

import java.util.UUID;

import jakarta.validation.constraints.NotNull;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * The body of a request that merges two contacts.
 *
 * @param contactId the contact that becomes a part of the other one and is gone
 */
@JsonNaming(SnakeCaseStrategy.class)
public record MergeContactRequest(@NotNull UUID contactId) {}
