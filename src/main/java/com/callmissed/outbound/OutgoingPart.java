package com.callmissed.outbound;

/**
 * The content of one send request: a whole text, or one part of a text that is too long for the channel.
 *
 * @param part index of the part, from 0
 * @param parts number of parts of the message
 */
public record OutgoingPart(OutgoingMessage message, String text, int part, int parts) {
    boolean isLast() {
        return part == parts - 1;
    }

    /** Names the row only, without the customer and the text. */
    @Override
    public String toString() {
        return "part " + part + " of " + message;
    }
}
