package com.callmissed.thread;

import java.util.UUID;

/** A message whose row is locked in the session of the caller's unit of work, as it was when it was locked. */
public final class LockedMessage {
    private final Message message;

    LockedMessage(Message message) {
        this.message = message;
    }

    public UUID id() {
        return message.id;
    }

    public DeliveryStatus status() {
        return message.status;
    }

    /** Whether the bot wrote the message automatically. */
    public boolean automatic() {
        return message.automatic;
    }
}
