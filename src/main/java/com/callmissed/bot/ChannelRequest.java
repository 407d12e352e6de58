package com.callmissed.bot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import com.callmissed.bot.ChannelCredentials.Twilio;
import com.callmissed.bot.ChannelCredentials.WhatsApp;
import com.callmissed.http.PhoneNumber;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.http.error.FieldError;

/** Credentials in a request: all four fields of WhatsApp or all three of Twilio. */
@JsonNaming(SnakeCaseStrategy.class)
public record ChannelRequest(
        @Pattern(regexp = "[0-9]{1,32}", message = "must be 1 to 32 digits")
        String phoneNumberId,

        @Pattern(regexp = "[\\x21-\\x7e]{1,1024}", message = "must be 1 to 1024 characters of ASCII without spaces")
        String accessToken,

        @Size(min = SHORTEST_SECRET, max = 256) String appSecret,
        @Size(min = SHORTEST_SECRET, max = 256) String verifyToken,
        @Size(min = 1, max = 64) String accountSid,
        @Size(min = SHORTEST_SECRET, max = 256) String authToken,

        @Pattern(regexp = PhoneNumber.PATTERN, message = PhoneNumber.EXPECTATION)
        String phoneNumber) {

    /** A shorter secret could be guessed from one signed webhook. */
    static final int SHORTEST_SECRET = 16;

    private static final Set<String> WHATSAPP =
            Set.of(WhatsApp.PHONE_NUMBER_ID, WhatsApp.ACCESS_TOKEN, WhatsApp.APP_SECRET, WhatsApp.VERIFY_TOKEN);
    private static final Set<String> TWILIO = Set.of(Twilio.ACCOUNT_SID, Twilio.AUTH_TOKEN, Twilio.PHONE_NUMBER);

    /** @throws ApiException validation_failed when the fields are not exactly those of one provider */
    ChannelCredentials credentials() {
        Map<String, String> given = given();
        if (given.keySet().equals(TWILIO)) {
            return Twilio.of(given);
        }
        if (given.keySet().equals(WHATSAPP)) {
            return WhatsApp.of(given);
        }
        boolean twilio = !given.isEmpty() && TWILIO.containsAll(given.keySet());
        throw incomplete(given.keySet(), twilio ? TWILIO : WHATSAPP);
    }

    private static ApiException incomplete(Set<String> given, Set<String> wanted) {
        List<FieldError> details = new ArrayList<>();
        for (String field : new TreeSet<>(wanted)) {
            if (!given.contains(field)) {
                details.add(new FieldError(field, "is missing"));
            }
        }
        for (String field : new TreeSet<>(given)) {
            if (!wanted.contains(field)) {
                details.add(new FieldError(field, "belongs to another provider"));
            }
        }
        return new ApiException(
                ErrorCode.VALIDATION_FAILED,
                "The request must hold exactly the credentials of WhatsApp or of Twilio",
                details,
                Map.of());
    }

    private Map<String, String> given() {
        Map<String, String> given = new HashMap<>();
        given.put(WhatsApp.PHONE_NUMBER_ID, phoneNumberId);
        given.put(WhatsApp.ACCESS_TOKEN, accessToken);
        given.put(WhatsApp.APP_SECRET, appSecret);
        given.put(WhatsApp.VERIFY_TOKEN, verifyToken);
        given.put(Twilio.ACCOUNT_SID, accountSid);
        given.put(Twilio.AUTH_TOKEN, authToken);
        given.put(Twilio.PHONE_NUMBER, phoneNumber);
        given.values().removeIf(java.util.Objects::isNull);
        return given;
    }

    @Override
    public String toString() {
        return "ChannelRequest" + given().keySet();
    }
}
