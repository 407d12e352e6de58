package com.callmissed.autoreply;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import com.callmissed.http.error.ApiException;

/**
 * Whether the bot may answer by itself.
 *
 * @param resumeAfter how long it is silent; null for a pause without an end
 * @param reason why it is silent; may be null
 */
@JsonNaming(SnakeCaseStrategy.class)
public record AutoreplyRequest(
        @NotNull Boolean enabled,

        @Schema(type = SchemaType.STRING, format = "duration", examples = "PT2H")
        @DurationMin(seconds = 1, message = "must be at least PT1S")
        @DurationMax(days = 365, message = "must be at most P365D")
        Duration resumeAfter,

        @Size(min = 1, max = 500) String reason) {

    /** @throws ApiException validation_failed when it says something about a pause and asks for none */
    void check() {
        if (enabled && resumeAfter != null) {
            throw ApiException.invalid("resume_after", "is only for a pause");
        }
        if (enabled && reason != null) {
            throw ApiException.invalid("reason", "is only for a pause");
        }
    }
}
