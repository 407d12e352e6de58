package com.callmissed.bot;

import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jboss.logging.Logger;

import com.callmissed.bot.ChannelCredentials.Twilio;
import com.callmissed.bot.ChannelCredentials.WhatsApp;
import com.callmissed.crypto.KeyedHash;
import com.callmissed.crypto.SealedPlace;
import com.callmissed.crypto.SecretBox;

/**
 * Encrypts and decrypts the credentials in {@code bot_channel}. They are bound to their bot and provider. Decrypting
 * many takes long, so do not do it on an event loop.
 */
@ApplicationScoped
public class SealedCredentials {
    private static final Logger LOG = Logger.getLogger(SealedCredentials.class);

    private final SecretBox secretBox;
    private final KeyedHash keyedHash;
    private final ObjectMapper json;

    public SealedCredentials(SecretBox secretBox, KeyedHash keyedHash, ObjectMapper json) {
        this.secretBox = secretBox;
        this.keyedHash = keyedHash;
        this.json = json;
    }

    byte[] seal(UUID tenantId, UUID botId, ChannelCredentials credentials) {
        try {
            return secretBox.seal(
                    json.writeValueAsBytes(credentials.fields()), place(credentials.provider(), tenantId, botId));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Seals the same credentials again, see {@link SecretBox#reseal}. */
    byte[] reseal(Provider provider, SealedChannel channel) {
        return secretBox.reseal(channel.credentials(), place(provider, channel.tenantId(), channel.botId()));
    }

    /** Returns the hash that finds a bot by its verify token; null for a provider without one. */
    byte[] verifyTokenHash(ChannelCredentials credentials) {
        return credentials instanceof WhatsApp whatsApp
                ? keyedHash.of(KeyedHash.Use.VERIFY_TOKEN, whatsApp.verifyToken())
                : null;
    }

    /** Whether a stored hash is that of the verify token among these credentials, under a configured pepper. */
    public boolean isHashOf(ChannelCredentials credentials, byte[] stored) {
        return credentials instanceof WhatsApp whatsApp
                && keyedHash.stored(KeyedHash.Use.VERIFY_TOKEN, whatsApp.verifyToken()).stream()
                        .anyMatch(hash -> MessageDigest.isEqual(hash, stored));
    }

    /**
     * Returns the hash that replaces a stored one of these credentials, see {@link KeyedHash#renewed}; null for a
     * provider without verify tokens.
     */
    byte[] renewedHash(ChannelCredentials credentials, byte[] stored) {
        return credentials instanceof WhatsApp whatsApp
                ? keyedHash.renewed(KeyedHash.Use.VERIFY_TOKEN, whatsApp.verifyToken(), stored)
                : null;
    }

    /** @throws IllegalArgumentException when they cannot be decrypted with the configured keys */
    public WhatsApp openWhatsApp(SealedChannel channel) {
        return WhatsApp.of(fields(Provider.WHATSAPP, WhatsApp.FIELDS, channel));
    }

    /** @throws IllegalArgumentException when they cannot be decrypted with the configured keys */
    public Twilio openTwilio(SealedChannel channel) {
        return Twilio.of(fields(Provider.TWILIO, Twilio.FIELDS, channel));
    }

    /** @throws IllegalArgumentException when they cannot be decrypted with the configured keys */
    public ChannelCredentials open(Provider provider, SealedChannel channel) {
        return provider == Provider.WHATSAPP ? openWhatsApp(channel) : openTwilio(channel);
    }

    /** Logs for the operator that a webhook found credentials that cannot be decrypted. */
    public static void reportUnreadable(UUID botId) {
        LOG.errorf("The credentials of bot %s cannot be decrypted with the configured keys", botId);
    }

    private Map<String, String> fields(Provider provider, Set<String> names, SealedChannel channel) {
        byte[] plain = secretBox.open(channel.credentials(), place(provider, channel.tenantId(), channel.botId()));
        try {
            Map<String, String> fields = json.readValue(plain, new TypeReference<>() {});
            // Values of format 1 are not bound to their provider. Their fields are.
            if (!fields.keySet().containsAll(names)) {
                throw new IllegalArgumentException("The sealed credentials are those of another provider");
            }
            return fields;
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Binds a sealed value to its bot and provider. A value that was moved to another row cannot be opened. */
    static SealedPlace place(Provider provider, UUID tenantId, UUID botId) {
        return SealedPlace.of(
                "bot_channel.credentials",
                List.of(provider.value(), tenantId, botId),
                "bot_channel/" + tenantId + "/" + botId);
    }
}
