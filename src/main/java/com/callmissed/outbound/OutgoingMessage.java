package com.callmissed.outbound;

import java.util.UUID;

/**
 * A message that this process has claimed for sending, until its lease ends.
 *
 * @param to the customer on the channel; phone numbers as {@code +} E.164
 * @param automatic true for the bot's own answer
 * @param attempt which attempt at the message this is, from 1
 * @param partsSent how many parts of the text are out already
 * @param failures tries of this attempt that failed so far
 * @param claimedAtNanos {@code System.nanoTime()} at a moment before the lease began
 */
public record OutgoingMessage(
        UUID tenantId,
        UUID conversationId,
        UUID botId,
        int seq,
        UUID messageId,
        UUID claim,
        String to,
        String content,
        boolean automatic,
        int attempt,
        int partsSent,
        int failures,
        long claimedAtNanos) {

    OutgoingMessage claimedAs(UUID newClaim, long nanos) {
        return with(newClaim, partsSent, nanos);
    }

    /** The same, with one more part on its way out. */
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
                content,
                automatic,
                attempt,
                parts,
                failures,
                nanos);
    }

    /** Names the row, not the customer or the words. */
    @Override
    public String toString() {
        return "message " + messageId + " of tenant " + tenantId;
    }
}
