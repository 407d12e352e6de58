package com.callmissed.outbound;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one attempt to send, from the adapter of a channel to the outbox. Only {@link TryLater} may be repeated: it
 * means that this attempt certainly sent nothing. Titles and reasons are the service's own words, never the provider's.
 */
public sealed interface SendResult {
    /**
     * The provider has the message, or this part of it.
     *
     * @param providerMessageId under which the provider reports on it; null when the channel has none
     */
    record Accepted(String providerMessageId) implements SendResult {}

    /**
     * The message was refused for good, and nothing was sent.
     *
     * @param code the provider's number or a word of the service; null when there is none
     * @param title readable for the people of the business, at most 200 characters
     * @param details what the provider adds, at most 500 characters; null when it adds nothing
     */
    record Refused(Object code, String title, String details) implements SendResult {
        Map<String, Object> error() {
            return SendResult.error(code, title, details);
        }

        @Override
        public String toString() {
            return "Refused[" + code + "]";
        }
    }

    /**
     * Nothing was sent, and a later attempt may succeed.
     *
     * @param after the shortest wait that the provider asks for; null for the usual pause
     * @param code a word of the service, for the case that no attempt succeeds
     * @param reason readable, for the same case
     */
    record TryLater(Duration after, String code, String reason) implements SendResult {
        /** The provider, or the way to it, is not available. */
        public static TryLater unavailable(Duration after, String reason) {
            return new TryLater(after, "unavailable", reason);
        }

        Map<String, Object> error() {
            return SendResult.error(code, reason, null);
        }
    }

    /**
     * The message may have been sent: the request was written, and no readable response came. A later report of the provider
     * settles it.
     *
     * @param reason readable
     */
    record Unknown(String reason) implements SendResult {}

    private static Map<String, Object> error(Object code, String title, String details) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("title", title);
        error.put("details", details);
        return error;
    }
}
