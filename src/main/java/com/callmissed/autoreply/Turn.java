package com.callmissed.autoreply;

import java.util.UUID;

import com.callmissed.thread.Channel;
import com.callmissed.thread.DropReason;

/**
 * One conversation's wish for an automatic answer, claimed by this process for the time of its lease.
 *
 * @param askedSeq the last customer message that wants an answer
 * @param epoch the control epoch when it came
 * @param failures tries that failed so far
 * @param dropReason what keeps the bot from answering; null when nothing does
 */
public record Turn(
        UUID tenantId,
        UUID conversationId,
        UUID botId,
        Channel channel,
        UUID claim,
        int askedSeq,
        int epoch,
        int failures,
        DropReason dropReason) {}
