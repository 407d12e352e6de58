package com.callmissed.draft;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.http.WireEnum;

/**
 * Where a draft comes from (contract section 1).
 *
 * @param conversationId the conversation that contains this answer; null unless the source is history
 * @param seq the {@code seq} of the answer in that conversation; null unless the source is history
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record DraftSource(
        @Schema(nullable = true) UUID conversationId,
        @Schema(nullable = true) Integer seq,
        Kind kind) {
    static final DraftSource MODEL = new DraftSource(null, null, Kind.MODEL);
    static final DraftSource SAVED_ANSWER = new DraftSource(null, null, Kind.SAVED_ANSWER);

    static DraftSource history(UUID conversationId, int seq) {
        return new DraftSource(conversationId, seq, Kind.HISTORY);
    }

    /** The kind of source. */
    @RegisterForReflection
    @Schema(name = "DraftSourceKind")
    public enum Kind implements WireEnum {
        /** A saved answer of the bot. */
        SAVED_ANSWER("saved_answer"),
        /** The answer of a person to a similar question in another conversation of the bot. */
        HISTORY("history"),
        /** The model, from this conversation. */
        MODEL("model");

        private final String value;

        Kind(String value) {
            this.value = value;
        }

        @JsonValue
        @Override
        public String value() {
            return value;
        }
    }
}
