package com.callmissed.draft.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;

import com.callmissed.draft.model.ModelConfig.TokenLimit;

/** The body of a request to the model. Null fields are left out. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelRequest(
        String model, List<Turn> messages, Double temperature, Integer maxTokens, Integer maxCompletionTokens) {

    public static ModelRequest of(ModelConfig config, List<Turn> messages) {
        boolean completion = config.tokenLimit() == TokenLimit.MAX_COMPLETION_TOKENS;
        return new ModelRequest(
                config.model().orElseThrow(),
                messages,
                config.temperature().orElse(null),
                completion ? null : config.maxTokens(),
                completion ? config.maxTokens() : null);
    }

    /** Leaves the texts out, for logs. */
    @Override
    public String toString() {
        return "ModelRequest[" + messages.size() + " messages]";
    }

    public enum Role {
        SYSTEM("system"),
        USER("user"),
        ASSISTANT("assistant");

        private final String value;

        Role(String value) {
            this.value = value;
        }

        @JsonValue
        String value() {
            return value;
        }
    }

    /** One message. Only {@code role} says who speaks, never the text. */
    @RegisterForReflection
    public record Turn(Role role, String content) {
        @Override
        public String toString() {
            return "Turn[" + role + "]";
        }
    }
}
