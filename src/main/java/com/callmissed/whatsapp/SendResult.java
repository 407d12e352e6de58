package com.callmissed.whatsapp;

import java.time.Duration;

/**
 * What became of one request to send. Only {@link TryLater} may be repeated: it says that this request certainly sent nothing.
 * The text forms name codes and reasons of ours, never Meta's words.
 */
public sealed interface SendResult {
    /** Meta has the message and reports on it under this id. */
    record Accepted(String providerMessageId) implements SendResult {}

    /**
     * Meta refused the message for good, and nothing was sent.
     *
     * @param code Meta's; null when the refusal bore none
     * @param title readable for the people of the business, at most 200 characters
     * @param details what Meta adds, at most 500 characters; null when it adds nothing
     */
    record Refused(Integer code, String title, String details) implements SendResult {
        @Override
        public String toString() {
            return "Refused[" + code + "]";
        }
    }

    /**
     * Nothing was sent, and a later attempt may succeed.
     *
     * @param retryAfter how long Meta asks to wait, at most an hour; null when it does not say
     * @param reason readable, for the case that no attempt succeeds; never null
     */
    record TryLater(Duration retryAfter, String reason) implements SendResult {}

    /**
     * Nobody here knows whether the message was sent: the request may have been written, and no answer could be read. A report
     * that bears the request's reference settles it.
     *
     * @param reason readable; never null
     */
    record Unknown(String reason) implements SendResult {}
}
