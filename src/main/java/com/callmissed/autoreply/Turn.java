package com.callmissed.autoreply;

import java.time.Instant;
import java.util.UUID;

import com.callmissed.telemetry.StoredTrace;
import com.callmissed.thread.Channel;
import com.callmissed.thread.DropReason;

/**
 * A request for an automatic answer in one conversation, claimed by this process until its lease ends.
 *
 * @param askedSeq the {@code seq} of the last message of the customer that needs an answer
 * @param epoch the control epoch at that message
 * @param failures failed attempts so far
 * @param dropReason why the bot may not answer; null if it may
 * @param firstAskedAt when the customer sent the first message that this turn answers
 * @param trace that asked for the answer last, from {@link StoredTrace}; null without one
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
        DropReason dropReason,
        Instant firstAskedAt,
        String trace) {}
