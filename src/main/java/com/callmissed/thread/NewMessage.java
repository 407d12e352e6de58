package com.callmissed.thread;

import java.util.UUID;

/**
 * A message that is to be stored.
 *
 * @param tokensUsed null unless a model wrote it
 */
public record NewMessage(
        UUID id, MessageRole role, String content, MessageType type, Integer tokensUsed, DeliveryStatus status) {
    /** Keeps the words out of logs. */
    @Override
    public String toString() {
        return "NewMessage[" + id + "]";
    }
}
