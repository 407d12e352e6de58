package com.callmissed.bot;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A bot's connection to a provider in responses. Secrets are masked, and the fields of the other provider are absent.
 */
@RegisterForReflection
@Schema(requiredProperties = {"provider", "updated_at"})
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChannelResponse(
        Provider provider,
        String phoneNumberId,
        String accessToken,
        String appSecret,
        String verifyToken,
        String accountSid,
        String authToken,
        String phoneNumber,
        Instant updatedAt) {

    private static final int SHOWN = 4;
    /** Secrets shorter than this are masked completely. */
    private static final int LONG_ENOUGH = 16;

    static ChannelResponse from(ChannelCredentials credentials, Instant updatedAt) {
        if (credentials instanceof ChannelCredentials.WhatsApp whatsApp) {
            return new ChannelResponse(
                    Provider.WHATSAPP,
                    whatsApp.phoneNumberId(),
                    mask(whatsApp.accessToken()),
                    mask(whatsApp.appSecret()),
                    mask(whatsApp.verifyToken()),
                    null,
                    null,
                    null,
                    updatedAt);
        }
        ChannelCredentials.Twilio twilio = (ChannelCredentials.Twilio) credentials;
        return new ChannelResponse(
                Provider.TWILIO,
                null,
                null,
                null,
                null,
                twilio.accountSid(),
                mask(twilio.authToken()),
                twilio.phoneNumber(),
                updatedAt);
    }

    static String mask(String secret) {
        return secret.length() < LONG_ENOUGH ? "••••" : "••••" + secret.substring(secret.length() - SHOWN);
    }
}
