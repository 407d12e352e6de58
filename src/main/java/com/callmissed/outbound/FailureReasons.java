package com.callmissed.outbound;

import java.util.Map;

import com.callmissed.thread.DropReason;

/** Why a message was not sent, as its metadata tells it: the same shape as a provider's error. */
final class FailureReasons {
    /** A text of several parts that stopped on its way. */
    static final Map<String, Object> INCOMPLETE =
            Map.of("code", "incomplete", "title", "Only the first parts of this long message were sent");

    private FailureReasons() {}

    static Map<String, Object> of(DropReason reason) {
        return Map.of("code", reason.value(), "title", title(reason));
    }

    private static String title(DropReason reason) {
        return switch (reason) {
            case TAKEN_OVER -> "Not sent: who answers has changed since the bot decided on it";
            case NOT_ACTIVE -> "Not sent: the conversation is not active";
            case BOT_INACTIVE -> "Not sent: the bot is switched off";
            case REPLY_WINDOW_CLOSED -> "Not sent: the customer's last message is more than 24 hours old";
            case NO_ANSWER -> "Not sent: there was no answer";
        };
    }
}
