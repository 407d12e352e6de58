package com.callmissed.bot;

import java.util.Map;
import java.util.Set;

/** The credentials of a bot at a provider. They contain secrets; {@code toString()} shows none. */
public sealed interface ChannelCredentials {
    Provider provider();

    /** The address in the provider's webhooks: the phone number id, or the phone number. */
    String address();

    /** The account in the provider's webhooks; null for a provider without accounts. It is not secret. */
    String account();

    /** The fields by their names in the API. */
    Map<String, String> fields();

    /** @param verifyToken the token that Meta sends in the verification handshake of the webhook */
    record WhatsApp(String phoneNumberId, String accessToken, String appSecret, String verifyToken)
            implements ChannelCredentials {
        static final String PHONE_NUMBER_ID = "phone_number_id";
        static final String ACCESS_TOKEN = "access_token";
        static final String APP_SECRET = "app_secret";
        static final String VERIFY_TOKEN = "verify_token";
        static final Set<String> FIELDS = Set.of(PHONE_NUMBER_ID, ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN);

        static WhatsApp of(Map<String, String> fields) {
            return new WhatsApp(
                    fields.get(PHONE_NUMBER_ID),
                    fields.get(ACCESS_TOKEN),
                    fields.get(APP_SECRET),
                    fields.get(VERIFY_TOKEN));
        }

        @Override
        public Provider provider() {
            return Provider.WHATSAPP;
        }

        @Override
        public String address() {
            return phoneNumberId;
        }

        @Override
        public String account() {
            return null;
        }

        @Override
        public Map<String, String> fields() {
            return Map.of(
                    PHONE_NUMBER_ID, phoneNumberId,
                    ACCESS_TOKEN, accessToken,
                    APP_SECRET, appSecret,
                    VERIFY_TOKEN, verifyToken);
        }

        @Override
        public String toString() {
            return "WhatsApp[" + phoneNumberId + "]";
        }
    }

    /** @param phoneNumber in E.164 with {@code +} */
    record Twilio(String accountSid, String authToken, String phoneNumber) implements ChannelCredentials {
        static final String ACCOUNT_SID = "account_sid";
        static final String AUTH_TOKEN = "auth_token";
        static final String PHONE_NUMBER = "phone_number";
        static final Set<String> FIELDS = Set.of(ACCOUNT_SID, AUTH_TOKEN, PHONE_NUMBER);

        static Twilio of(Map<String, String> fields) {
            return new Twilio(fields.get(ACCOUNT_SID), fields.get(AUTH_TOKEN), fields.get(PHONE_NUMBER));
        }

        @Override
        public Provider provider() {
            return Provider.TWILIO;
        }

        @Override
        public String address() {
            return phoneNumber;
        }

        @Override
        public String account() {
            return accountSid;
        }

        @Override
        public Map<String, String> fields() {
            return Map.of(ACCOUNT_SID, accountSid, AUTH_TOKEN, authToken, PHONE_NUMBER, phoneNumber);
        }

        @Override
        public String toString() {
            return "Twilio[" + phoneNumber + "]";
        }
    }
}
