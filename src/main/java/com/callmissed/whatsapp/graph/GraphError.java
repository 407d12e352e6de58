package com.callmissed.whatsapp.graph;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.text.TextCut;

/**
 * An error of the Graph API. Its code identifies it, not the HTTP status.
 *
 * @param code null if there is none
 * @param message Meta's own text; null if there is none
 * @param details null if there are none
 * @param passing whether Meta says that a later attempt may succeed
 * @see <a href="https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes">Meta's list</a>
 */
record GraphError(Integer code, String message, String details, boolean passing) {
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_DETAILS = 500;

    /** Too many calls for the app, the account, the number or the customer. The pauses are seconds to minutes. */
    private static final Set<Integer> THROTTLED = Set.of(4, 80007, 130429, 131056);

    /** Meta is overloaded or in maintenance, or reports an unknown error. */
    private static final Set<Integer> UNAVAILABLE = Set.of(2, 131000, 131016, 131057, 133004);

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(0, "The access token of this number is no longer valid"),
            Map.entry(3, "The access token of this number lacks the permission to send"),
            Map.entry(10, "The access token of this number lacks the permission to send"),
            Map.entry(33, "The business phone number no longer exists"),
            Map.entry(190, "The access token of this number has expired or was revoked"),
            Map.entry(368, "WhatsApp has blocked this business account for a violation of its policies"),
            Map.entry(130472, "WhatsApp does not deliver this message as part of an experiment"),
            Map.entry(130497, "This business account may not message customers in this country"),
            Map.entry(131005, "The access token of this number lacks the permission to send"),
            Map.entry(131021, "The customer has the same number as the business"),
            Map.entry(131026, "WhatsApp cannot deliver to this customer"),
            Map.entry(131030, "The customer's number is not among those that this test number may message"),
            Map.entry(131031, "WhatsApp has locked this business account"),
            Map.entry(131042, "The business account has a problem with its payment method"),
            Map.entry(131045, "The business phone number is not registered properly"),
            Map.entry(131047, "More than 24 hours have passed since the customer's last message"),
            Map.entry(131048, "WhatsApp restricts this number because of spam reports"),
            Map.entry(131051, "WhatsApp does not support this type of message"),
            Map.entry(133010, "The business phone number is not registered with the Cloud API"));

    /**
     * Reads the error of a response.
     *
     * @param secret is removed from Meta's text, which quotes a malformed access token
     * @return null if the response contains no error
     */
    static GraphError of(JsonNode answer, String secret) {
        JsonNode error = answer.path("error");
        if (!error.isObject()) {
            return null;
        }
        JsonNode code = error.path("code");
        return new GraphError(
                code.canConvertToInt() ? code.intValue() : null,
                readable(Json.text(error, "message"), secret, LONGEST_TITLE),
                readable(Json.text(error, "error_data", "details"), secret, LONGEST_DETAILS),
                error.path("is_transient").asBoolean());
    }

    boolean throttles() {
        return code != null && THROTTLED.contains(code);
    }

    boolean isUnavailable() {
        return passing || code != null && UNAVAILABLE.contains(code);
    }

    boolean isKnown() {
        return code != null && TITLES.containsKey(code);
    }

    /** The text for people: the service's own for common errors, else Meta's. */
    String title() {
        String ours = code == null ? null : TITLES.get(code);
        return Json.firstOf(ours, message, "WhatsApp refused the message");
    }

    private static String readable(String text, String secret, int longest) {
        if (text == null) {
            return null;
        }
        String line =
                text.replace(secret, "…").replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.isEmpty() ? null : TextCut.ellipsis(line, longest);
    }
}
