package com.callmissed.call;

import java.util.UUID;

import com.callmissed.outbound.OutgoingMessage;

/**
 * A call that has its conversation.
 *
 * @param greeting claimed for this process, to be said and settled; null when it was said already or must not be said
 */
public record BegunCall(UUID conversationId, OutgoingMessage greeting) {}
