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
 * Switches automatic answers on or off.
 *
 * @param resumeAfter the length of the pause; null for a pause without an end
 * @param reason the reason of the pause; may be null
 */
@JsonNaming(SnakeCaseStrategy.class)
public record AutoreplyRequest(
        @NotNull Boolean enabled,

        @Schema(type = SchemaType.STRING, format = "duration", examples = "PT2H")
        @DurationMin(seconds = 1, message = "must be at least PT1S")
        @DurationMax(days = 365, message = "must be at most P365D")
        Duration resumeAfter,

        @Size(min = 1, max = 500) String reason) {

    /** @throws ApiException validation_failed if it describes a pause but does not request one */
    void check() {
        if (enabled && resumeAfter != null) {
            throw ApiException.invalid("resume_after", "is only for a pause");
        }
        if (enabled && reason != null) {
            throw ApiException.invalid("reason", "is only for a pause");
        }
    }
}
