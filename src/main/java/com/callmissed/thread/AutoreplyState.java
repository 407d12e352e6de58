package com.callmissed.thread;

import java.time.Instant;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.events.Actor;
import com.callmissed.http.json.JsonForm;

/**
 * Whether the bot answers a conversation automatically, since when, and who decided it.
 *
 * @param epoch increases with every change of who answers
 * @param since time of the last switch; the creation time of the conversation if it was never switched
 * @param by who switched last; null if nobody has
 * @param reason why the bot is silent; null while it answers, and when no reason was given
 * @param resumesAt when automatic answers resume; null when the pause has no end
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
    static final JsonForm<AutoreplyState> FORM = (state, out) -> out.begin()
            .bool("enabled", state.enabled)
            .number("epoch", state.epoch)
            .instant("since", state.since)
            .object("by", state.by, Actor.FORM)
            .text("reason", state.reason)
            .instant("resumes_at", state.resumesAt)
            .end();

    /** The reason of a pause that a person's reply started. */
    public static final String HUMAN_REPLY = "human_reply";
}
