package com.callmissed.call;

import java.util.UUID;

import com.callmissed.outbound.OutgoingMessage;

/**
 * A call whose conversation is stored.
 *
 * @param greeting claimed by this process, which must say and settle it; null if it was said already or must not be
 *     said
 */
public record BegunCall(UUID conversationId, OutgoingMessage greeting) {}
