package com.callmissed.outbound;

import com.callmissed.thread.DropReason;

/** The reasons for which the service itself did not send a message, in the form of a provider's refusal. */
final class FailureReasons {
    /** Only some parts of a long text were sent. */
    static final SendResult.Refused INCOMPLETE =
            new SendResult.Refused("incomplete", "Only the first parts of this long message were sent", null);

    /** An operator has decided not to wait for the outcome any longer. */
    static final SendResult.Refused GIVEN_UP = new SendResult.Refused(
            "given_up", "The outcome stayed unknown, and an operator has given the message up", null);

    private FailureReasons() {}

    static SendResult.Refused of(DropReason reason) {
        return new SendResult.Refused(reason.value(), title(reason), null);
    }

    private static String title(DropReason reason) {
        return switch (reason) {
            case GROUP -> "Not sent: the bot never answers in groups";
            case TAKEN_OVER -> "Not sent: who answers has changed since the bot decided on it";
            case NOT_ACTIVE -> "Not sent: the conversation is not active";
            case BOT_INACTIVE -> "Not sent: the bot is switched off";
            case REPLY_WINDOW_CLOSED -> "Not sent: the customer's last message is more than 24 hours old";
            case MESSAGE_DELETED -> "Not sent: the customer has deleted the question";
            case LOOP_SUSPECTED -> "Not sent: the customer seems to be a machine";
            case NO_ANSWER -> "Not sent: there was no answer";
        };
    }
}
