package com.callmissed.outbound;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of one attempt to send, from the adapter of a channel to the outbox. Only {@link TryLater} may be retried,
 * because it means that nothing was sent. Titles and reasons are texts of the service. Only a {@link Refused} may
 * contain text of the provider.
 */
public sealed interface SendResult {
    /** Whether the provider has responded to the attempt. */
    enum Response {
        /** It accepts, refuses or postpones the message. */
        RECEIVED,
        /** The request was written, and no readable response came in time. */
        MISSING,
        /** The request was not written. */
        NOT_ASKED_FOR
    }

    /** A series of results shows by this whether the provider works. */
    Response response();

    /**
     * The provider has accepted the message or this part of it.
     *
     * @param providerMessageId the id in the provider's reports; null if the channel has none
     * @param recipient addresses of the customer that the provider names besides the one that the message was sent to
     */
    record Accepted(String providerMessageId, List<String> recipient) implements SendResult {
        public Accepted(String providerMessageId) {
            this(providerMessageId, List.of());
        }

        @Override
        public Response response() {
            return Response.RECEIVED;
        }

        /** Without the addresses. */
        @Override
        public String toString() {
            return "Accepted[" + providerMessageId + "]";
        }
    }

    /**
     * The provider refused the message permanently. Nothing was sent.
     *
     * @param code the provider's number or a code of the service; null if there is none
     * @param title readable for the people of the business, at most 200 characters
     * @param details what the provider adds, at most 500 characters; null if it adds nothing
     */
    record Refused(Object code, String title, String details) implements SendResult {
        Map<String, Object> error() {
            return SendResult.error(code, title, details);
        }

        @Override
        public Response response() {
            return Response.RECEIVED;
        }

        @Override
        public String toString() {
            return "Refused[" + code + "]";
        }
    }

    /**
     * Nothing was sent, and a later attempt may succeed.
     *
     * @param after the minimum pause that the provider requests, however long; null for the usual pause
     * @param code a code of the service, used if no attempt succeeds
     * @param reason a readable text, used if no attempt succeeds
     * @param response whether the provider said so
     */
    record TryLater(Duration after, String code, String reason, Response response) implements SendResult {
        private static final String UNAVAILABLE = "unavailable";

        /** The service itself did not make the request. */
        public TryLater(Duration after, String code, String reason) {
            this(after, code, reason, Response.NOT_ASKED_FOR);
        }

        /** The provider says that it cannot take the message now. */
        public static TryLater unavailable(Duration after, String reason) {
            return new TryLater(after, UNAVAILABLE, reason, Response.RECEIVED);
        }

        /** There was no connection to the provider. */
        public static TryLater unreachable(String reason) {
            return new TryLater(null, UNAVAILABLE, reason, Response.NOT_ASKED_FOR);
        }

        Map<String, Object> error() {
            return SendResult.error(code, reason, null);
        }
    }

    /**
     * The message may have been sent: the request was written, and no readable response was received. A later report of
     * the provider settles the outcome.
     *
     * @param reason a readable text
     */
    record Unknown(String reason) implements SendResult {
        @Override
        public Response response() {
            return Response.MISSING;
        }
    }

    private static Map<String, Object> error(Object code, String title, String details) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("title", title);
        error.put("details", details);
        return error;
    }
}
