package com.callmissed.autoreply;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.thread.ConversationResponse;

/**
 * A conversation after automatic answers were switched on or off.
 *
 * @param inFlight the outcome of an answer that was being sent at that moment; absent if there was none
 */
@RegisterForReflection
@Schema(
        requiredProperties = {
            "id",
            "tenant_id",
            "bot_id",
            "channel",
            "external_id",
            "status",
            "duration_seconds",
            "metadata",
            "ai_autoreply_enabled",
            "created_at",
            "updated_at",
            "bot_name",
            "last_message_at",
            "last_message_preview",
            "message_count",
            "reply_window_expires_at",
            "autoreply",
            "status_reason"
        })
public record AutoreplyResponse(
        @JsonUnwrapped ConversationResponse conversation,

        @JsonProperty("in_flight") @JsonInclude(JsonInclude.Include.NON_NULL)
        InFlight inFlight) {}
