package com.callmissed.whatsapp.graph;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import com.callmissed.http.RetryAfter;
import com.callmissed.outbound.SendResult;
import com.callmissed.outbound.SendResult.Accepted;
import com.callmissed.outbound.SendResult.Refused;
import com.callmissed.outbound.SendResult.TryLater;
import com.callmissed.outbound.SendResult.Unknown;

/**
 * Meta's response to a request to send.
 *
 * @param retryAfter the header; null when it is absent
 * @param body null when it was cut off or too long
 */
record GraphAnswer(int status, String retryAfter, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_ID = 512;
    private static final String UNREADABLE = "WhatsApp's answer could not be read";

    /**
     * Decides what the response means for the message. A known error code of Meta goes before the status. The status
     * 502 or 504 without an error of Meta comes from a gateway that got no response from the Graph API: the outcome is
     * unknown, as without any response.
     *
     * @param accessToken is removed from Meta's texts
     * @param now what a date in {@code retryAfter} is compared with
     */
    SendResult read(String accessToken, Instant now) {
        JsonNode json = body == null ? MissingNode.getInstance() : parse(body);
        if (status >= 200 && status < 300) {
            String id = Json.firstOf(Json.text(json.path("messages").path(0), "id"));
            return id == null || id.length() > LONGEST_ID
                    ? new Unknown(UNREADABLE)
                    : new Accepted(id, recipient(json.path("contacts")));
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

    /** The addresses of the recipient that are not the one of the request. */
    private static List<String> recipient(JsonNode contacts) {
        if (contacts.size() != 1) {
            return List.of();
        }
        JsonNode contact = contacts.path(0);
        String input = Json.text(contact, "input");
        return Stream.of(Json.text(contact, "wa_id"), Json.text(contact, "user_id"))
                .filter(address -> address != null && input != null && !address.isBlank())
                .filter(address -> !address.equals(input) && !("+" + address).equals(input))
                .toList();
    }

    private static Refused refused(GraphError error) {
        return new Refused(error.code(), error.title(), error.details());
    }

    private TryLater later(Instant now, String reason) {
        return TryLater.unavailable(RetryAfter.parse(retryAfter, now).orElse(null), reason);
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
