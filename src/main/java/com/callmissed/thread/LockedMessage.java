package com.callmissed.thread;

import java.util.UUID;

/** A message with its row locked, on the session of the caller's unit of work, which writes what is changed here. */
public final class LockedMessage {
    private final Message message;

    LockedMessage(Message message) {
        this.message = message;
    }

    public UUID id() {
        return message.id;
    }

    public int seq() {
        return message.seq;
    }

    public DeliveryStatus status() {
        return message.status;
    }

    /** True for the bot's own answer. */
    public boolean automatic() {
        return message.automatic;
    }

    /**
     * Puts a failed message back in the queue; reports about earlier attempts no longer concern it.
     *
     * @return how many parts of its text are out already
     */
    public int tryAgain() {
        return message.tryAgain();
    }

    public MessageResponse snapshot() {
        return MessageResponse.from(message);
    }
}
