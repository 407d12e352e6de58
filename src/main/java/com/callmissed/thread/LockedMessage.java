package com.callmissed.thread;

import java.util.UUID;

/** A message whose row is locked in the session of the caller's unit of work. The session writes the changes. */
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

    /** Whether the bot wrote the message automatically. */
    public boolean automatic() {
        return message.automatic;
    }

    /**
     * Queues a failed message again. Reports about earlier attempts no longer change it.
     *
     * @return how many parts of its text were sent already
     */
    public int tryAgain() {
        return message.tryAgain();
    }

    public MessageResponse snapshot() {
        return MessageResponse.from(message);
    }
}
