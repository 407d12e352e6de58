package com.callmissed.whatsapp;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import com.callmissed.outbound.SendResult;
import com.callmissed.outbound.SendResult.Accepted;
import com.callmissed.outbound.SendResult.Refused;
import com.callmissed.outbound.SendResult.TryLater;
import com.callmissed.outbound.SendResult.Unknown;

/**
 * Meta's answer to a request to send.
 *
 * @param retryAfter the header; null when it is absent
 * @param body null when it broke off or was too long
 */
record GraphAnswer(int status, String retryAfter, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int LONGEST_ID = 512;
    private static final String UNREADABLE = "WhatsApp's answer could not be read";

    /**
     * What it means.
     *
     * <p>A known code decides before the status. A gateway's word that it got no answer from the Graph API (502 or 504 without
     * an error of Meta's) tells as little as no answer at all.
     *
     * @param accessToken to be cut out of Meta's words
     */
    SendResult read(String accessToken, Instant now) {
        JsonNode json = body == null ? MissingNode.getInstance() : parse(body);
        if (status >= 200 && status < 300) {
            String id = Json.firstOf(Json.text(json.path("messages").path(0), "id"));
            return id == null || id.length() > LONGEST_ID ? new Unknown(UNREADABLE) : new Accepted(id);
        }
        GraphError error = GraphError.of(json, accessToken);
        if (error != null && error.throttles()) {
            return later(now, "WhatsApp limits how much this number may send");
        }
        if (error != null && error.isUnavailable()) {
            return later(now, "WhatsApp is not available");
        }
        if (error != null && error.isKnown()) {
            return refused(error);
        }
        return switch (status) {
            case 429 -> later(now, "WhatsApp limits how much this number may send");
            case 502, 504 ->
                error == null
                        ? new Unknown("WhatsApp's gateway did not answer for it")
                        : later(now, "WhatsApp is not available");
            case 408, 425 -> later(now, "WhatsApp did not take the request");
            default -> {
                if (status < 400 || status >= 500 || body == null) {
                    yield later(now, "WhatsApp is not available");
                }
                yield error == null
                        ? new Refused(null, "WhatsApp refused the message (status " + status + ")", null)
                        : refused(error);
            }
        };
    }

    private static Refused refused(GraphError error) {
        return new Refused(error.code(), error.title(), error.details());
    }

    private TryLater later(Instant now, String reason) {
        return TryLater.unavailable(wait(now), reason);
    }

    /** RFC 9110, section 10.2.3: seconds or a date. */
    private Duration wait(Instant now) {
        if (retryAfter == null) {
            return null;
        }
        String value = retryAfter.strip();
        try {
            Duration wait = value.matches("\\d{1,18}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT)));
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
