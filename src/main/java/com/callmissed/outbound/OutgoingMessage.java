package com.callmissed.outbound;

import java.util.UUID;

import com.callmissed.telemetry.StoredTrace;

/**
 * A message that this process has claimed for sending, until its lease ends.
 *
 * @param to the customer on the channel, or the group; phone numbers as {@code +} E.164
 * @param toGroup whether {@code to} is a group
 * @param automatic whether the bot wrote the message automatically
 * @param attempt number of the attempt at the message, from 1
 * @param partsSent how many parts of the text were sent already
 * @param failures failed tries of this attempt
 * @param trace that queued the message last, from {@link StoredTrace}; null without one
 * @param claimedAtNanos {@code System.nanoTime()} of a moment before the lease began
 */
public record OutgoingMessage(
        UUID tenantId,
        UUID conversationId,
        UUID botId,
        int seq,
        UUID messageId,
        UUID claim,
        String to,
        boolean toGroup,
        String content,
        boolean automatic,
        int attempt,
        int partsSent,
        int failures,
        String trace,
        long claimedAtNanos) {

    OutgoingMessage claimedAs(UUID newClaim, long nanos) {
        return with(newClaim, partsSent, nanos);
    }

    /** Returns the same message with one more part counted as sent. */
    OutgoingMessage withNextPart() {
        return with(claim, partsSent + 1, claimedAtNanos);
    }

    private OutgoingMessage with(UUID otherClaim, int parts, long nanos) {
        return new OutgoingMessage(
                tenantId,
                conversationId,
                botId,
                seq,
                messageId,
                otherClaim,
                to,
                toGroup,
                content,
                automatic,
                attempt,
                parts,
                failures,
                trace,
                nanos);
    }

    /** Names the row only, without the customer and the text. */
    @Override
    public String toString() {
        return "message " + messageId + " of tenant " + tenantId;
    }
}
