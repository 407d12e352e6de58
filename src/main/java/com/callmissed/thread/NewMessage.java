package com.callmissed.thread;

import java.util.UUID;

/**
 * A message to store.
 *
 * @param tokensUsed null unless a model wrote the message
 */
public record NewMessage(
        UUID id, MessageRole role, String content, MessageType type, Integer tokensUsed, DeliveryStatus status) {
    /** Leaves the text out, so that it does not get into logs. */
    @Override
    public String toString() {
        return "NewMessage[" + id + "]";
    }
}
