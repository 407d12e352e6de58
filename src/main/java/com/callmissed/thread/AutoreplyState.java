package com.callmissed.thread;

import java.time.Instant;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.events.Actor;

/**
 * Who answers a conversation, and why.
 *
 * @param epoch rises with every change of who answers
 * @param since when it was switched last; the creation of the conversation before that
 * @param by who switched it last; null before that
 * @param reason why the bot is silent; null while it answers, and when none was given
 * @param resumesAt when the bot answers again by itself; null when the pause has no end
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record AutoreplyState(
        boolean enabled,
        int epoch,
        Instant since,
        @Schema(nullable = true) Actor by,
        @Schema(nullable = true) String reason,
        @Schema(nullable = true) Instant resumesAt) {
    /** Why a reply of a person keeps the bot silent. */
    public static final String HUMAN_REPLY = "human_reply";

    static AutoreplyState from(Conversation c) {
        Control control = c.control;
        return new AutoreplyState(
                control.enabled,
                control.epoch,
                control.since == null ? c.createdAt : control.since,
                control.by(),
                control.reason,
                control.resumesAt);
    }
}
