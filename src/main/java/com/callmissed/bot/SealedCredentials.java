package com.callmissed.bot;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jboss.logging.Logger;

import com.callmissed.bot.ChannelCredentials.Twilio;
import com.callmissed.bot.ChannelCredentials.WhatsApp;
import com.callmissed.crypto.SecretBox;

/**
 * Encrypts and decrypts the credentials in {@code bot_channel}. They are bound to their bot. Decrypting many takes
 * long, so do not do it on an event loop.
 */
@ApplicationScoped
public class SealedCredentials {
    private static final Logger LOG = Logger.getLogger(SealedCredentials.class);

    private final SecretBox secretBox;
    private final ObjectMapper json;

    SealedCredentials(SecretBox secretBox, ObjectMapper json) {
        this.secretBox = secretBox;
        this.json = json;
    }

    byte[] seal(UUID tenantId, UUID botId, ChannelCredentials credentials) {
        try {
            return secretBox.seal(json.writeValueAsBytes(credentials.fields()), place(tenantId, botId));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException when they cannot be decrypted with the configured keys */
    public WhatsApp openWhatsApp(SealedChannel channel) {
        return WhatsApp.of(fields(channel));
    }

    /** @throws IllegalArgumentException when they cannot be decrypted with the configured keys */
    public Twilio openTwilio(SealedChannel channel) {
        return Twilio.of(fields(channel));
    }

    ChannelCredentials open(Provider provider, SealedChannel channel) {
        return provider == Provider.WHATSAPP ? openWhatsApp(channel) : openTwilio(channel);
    }

    /** Logs for the operator that a webhook found credentials that cannot be decrypted. */
    public static void reportUnreadable(UUID botId) {
        LOG.errorf("The credentials of bot %s cannot be decrypted with the configured keys", botId);
    }

    private Map<String, String> fields(SealedChannel channel) {
        byte[] plain = secretBox.open(channel.credentials(), channel.place());
        try {
            return json.readValue(plain, new TypeReference<>() {});
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Binds a sealed value to its bot. A value that was moved to another row cannot be opened. */
    static byte[] place(UUID tenantId, UUID botId) {
        return ("bot_channel/" + tenantId + "/" + botId).getBytes(StandardCharsets.UTF_8);
    }
}
