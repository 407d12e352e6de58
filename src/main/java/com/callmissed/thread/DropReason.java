package com.callmissed.thread;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;

import com.callmissed.http.WireEnum;

/** Why an automatic answer was dropped before it was sent. */
@RegisterForReflection
public enum DropReason implements WireEnum {
    /** The conversation is that of a group, in which the bot never answers. */
    GROUP("group"),
    /** Who answers has changed since the answer was requested. */
    TAKEN_OVER("taken_over"),
    /** The conversation is no longer active. */
    NOT_ACTIVE("not_active"),
    /** The bot is switched off or deleted. */
    BOT_INACTIVE("bot_inactive"),
    /** WhatsApp no longer accepts a free-form reply. */
    REPLY_WINDOW_CLOSED("reply_window_closed"),
    /** The customer has deleted what the answer was for. */
    MESSAGE_DELETED("message_deleted"),
    /** The customer seems to be a machine that answers each answer. */
    LOOP_SUSPECTED("loop_suspected"),
    /** No drafter had an answer. */
    NO_ANSWER("no_answer");

    private final String value;

    DropReason(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
