package com.callmissed.answer;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A saved answer as clients see it (contract section 9).
 *
 * @param automatic whether the bot may send it by itself
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record SavedAnswerResponse(
        UUID id,
        UUID botId,
        String title,
        String answer,
        List<String> questions,
        boolean automatic,
        Instant createdAt,
        Instant updatedAt) {
    /** Keeps the words out of logs. */
    @Override
    public String toString() {
        return "SavedAnswerResponse[" + id + "]";
    }
}
