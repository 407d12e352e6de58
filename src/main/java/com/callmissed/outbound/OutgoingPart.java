package com.callmissed.outbound;

/**
 * What one request sends: a text, or one of the parts of a text that is too long for the channel.
 *
 * @param part which of the message's {@code parts}, from 0
 */
public record OutgoingPart(OutgoingMessage message, String text, int part, int parts) {
    boolean isLast() {
        return part == parts - 1;
    }

    /** Names the row, not the customer or the words. */
    @Override
    public String toString() {
        return "part " + part + " of " + message;
    }
}
