package com.callmissed.bot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import com.callmissed.bot.ChannelCredentials.Twilio;
import com.callmissed.bot.ChannelCredentials.WhatsApp;
import com.callmissed.crypto.KeyedHash;
import com.callmissed.crypto.SecretBox;
import com.callmissed.events.UnitOfWork;
import com.callmissed.http.WireEnum;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Constraints;
import com.callmissed.persistence.Ids;

/** The connections of bots to providers. */
@ApplicationScoped
public class BotChannels {
    private static final Logger LOG = Logger.getLogger(BotChannels.class);
    private static final String ADDRESS_UNIQUE = "bot_channel_address_uq";
    private static final String SELECT =
            "SELECT tenant_id, bot_id, provider, credentials, updated_at FROM bot_channel WHERE ";

    private static final String TWILIO_BY_PHONE_NUMBER = """
            SELECT ch.tenant_id, ch.bot_id, ch.provider, ch.credentials, b.name, b.type, b.is_active, b.config
            FROM bot_channel ch
            JOIN bot b ON b.tenant_id = ch.tenant_id AND b.id = ch.bot_id
            WHERE ch.provider = 'twilio' AND ch.address = $1
            ORDER BY ch.bot_id
            """;

    private final UnitOfWork unitOfWork;
    private final Pool pool;
    private final SecretBox secretBox;
    private final KeyedHash keyedHash;
    private final ObjectMapper json;

    BotChannels(UnitOfWork unitOfWork, Pool pool, SecretBox secretBox, KeyedHash keyedHash, ObjectMapper json) {
        this.unitOfWork = unitOfWork;
        this.pool = pool;
        this.secretBox = secretBox;
        this.keyedHash = keyedHash;
        this.json = json;
    }

    /** Stores the credentials, in place of earlier ones of the same provider. Two bots of a tenant cannot share an address. */
    public Uni<ChannelResponse> connect(UUID tenantId, UUID botId, ChannelRequest request) {
        ChannelCredentials credentials = request.credentials();
        Instant now = Ids.now();
        return unitOfWork
                .perform(events -> Bots.lock(tenantId, botId)
                        .chain(bot -> BotChannel.<BotChannel>findById(
                                new BotChannel.Key(tenantId, botId, credentials.provider())))
                        .chain(known -> known == null
                                ? fresh(tenantId, botId, credentials)
                                : Uni.createFrom().item(known))
                        .chain(channel -> {
                            channel.address = credentials.address();
                            channel.credentials = seal(tenantId, botId, credentials);
                            channel.verifyTokenHash = credentials instanceof WhatsApp whatsApp
                                    ? keyedHash.of(whatsApp.verifyToken())
                                    : null;
                            channel.updatedAt = now;
                            return channel.persistAndFlush();
                        }))
                .map(stored -> ChannelResponse.from(credentials, now))
                .onFailure(failure -> Constraints.violates(failure, ADDRESS_UNIQUE))
                .transform(failure -> ApiException.conflict("Another bot is connected to this number"));
    }

    /** The bot's connections, secrets masked. */
    Uni<List<ChannelResponse>> list(UUID tenantId, UUID botId) {
        return pool.preparedQuery(SELECT + "tenant_id = $1 AND bot_id = $2 ORDER BY provider DESC")
                .execute(Tuple.of(tenantId, botId))
                .map(rows ->
                        Columns.list(rows, row -> ChannelResponse.from(credentials(row), Columns.instant(row, 4))));
    }

    /**
     * Every bot, of any tenant, that claims one of these phone number ids: a webhook knows no tenant until a signature has
     * been verified with one of the secrets.
     */
    public Uni<List<WhatsAppAccount>> whatsAppByPhoneNumberId(Collection<String> ids) {
        return pool.preparedQuery(SELECT + "provider = 'whatsapp' AND address = ANY ($1)")
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, this::account));
    }

    /**
     * Every WhatsApp connection of all tenants, for signed payloads that name no number. The supplier decrypts them, which
     * takes its time: not for an event loop.
     */
    public Uni<Supplier<List<WhatsAppAccount>>> everyWhatsApp() {
        return pool.preparedQuery(SELECT + "provider = 'whatsapp'")
                .execute()
                .map(rows -> () -> Columns.list(rows, this::account));
    }

    /** What the bot sends WhatsApp messages with; null when it is not connected. */
    public Uni<WhatsAppSender> whatsAppSender(UUID tenantId, UUID botId) {
        return pool.preparedQuery(SELECT + "tenant_id = $1 AND bot_id = $2 AND provider = 'whatsapp'")
                .execute(Tuple.of(tenantId, botId))
                .map(rows -> Columns.first(rows, this::sender));
    }

    /**
     * Every bot, of any tenant, that claims this phone number, the oldest first: a webhook knows no tenant until a signature has
     * been verified with one of the secrets.
     *
     * @param phoneNumber as {@code +} E.164
     */
    public Uni<List<TwilioAccount>> twilioByPhoneNumber(String phoneNumber) {
        return pool.preparedQuery(TWILIO_BY_PHONE_NUMBER)
                .execute(Tuple.of(phoneNumber))
                .map(rows -> Columns.list(rows, this::callAccount));
    }

    /** Whether some bot, of any tenant, waits for Meta's handshake with this token. */
    public Uni<Boolean> isVerifyToken(String token) {
        return pool.preparedQuery("SELECT EXISTS (SELECT FROM bot_channel WHERE verify_token_hash = $1)")
                .execute(Tuple.of(Buffer.buffer(keyedHash.of(token))))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private static Uni<BotChannel> fresh(UUID tenantId, UUID botId, ChannelCredentials credentials) {
        BotChannel channel = new BotChannel();
        channel.tenantId = tenantId;
        channel.botId = botId;
        channel.provider = credentials.provider();
        return Uni.createFrom().item(channel);
    }

    private WhatsAppAccount account(Row row) {
        try {
            WhatsApp credentials = (WhatsApp) credentials(row);
            return new WhatsAppAccount(
                    row.getUUID(0), row.getUUID(1), credentials.phoneNumberId(), credentials.appSecret());
        } catch (IllegalArgumentException e) {
            unreadable(row);
            return new WhatsAppAccount(row.getUUID(0), row.getUUID(1), null, null);
        }
    }

    private TwilioAccount callAccount(Row row) {
        boolean takesCalls = row.getBoolean(6)
                && WireEnum.of(BotType.class, row.getString(5)).takesCalls();
        Map<String, Object> config = Columns.object(row, 7);
        Twilio credentials = null;
        try {
            credentials = (Twilio) credentials(row);
        } catch (IllegalArgumentException e) {
            unreadable(row);
        }
        return new TwilioAccount(
                row.getUUID(0),
                row.getUUID(1),
                credentials == null ? null : credentials.accountSid(),
                credentials == null ? null : credentials.authToken(),
                row.getString(4),
                takesCalls,
                config);
    }

    private static void unreadable(Row row) {
        LOG.errorf("The credentials of bot %s cannot be decrypted with the configured keys", row.getUUID(1));
    }

    private WhatsAppSender sender(Row row) {
        WhatsApp credentials = (WhatsApp) credentials(row);
        return new WhatsAppSender(credentials.phoneNumberId(), credentials.accessToken());
    }

    private byte[] seal(UUID tenantId, UUID botId, ChannelCredentials credentials) {
        try {
            return secretBox.seal(json.writeValueAsBytes(credentials.fields()), place(tenantId, botId));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ChannelCredentials credentials(Row row) {
        byte[] plain = secretBox.open(row.getBuffer(3).getBytes(), place(row.getUUID(0), row.getUUID(1)));
        try {
            Map<String, String> fields = json.readValue(plain, new TypeReference<>() {});
            return WireEnum.of(Provider.class, row.getString(2)) == Provider.WHATSAPP
                    ? WhatsApp.of(fields)
                    : Twilio.of(fields);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Binds a sealed value to its bot: moved to another row it cannot be opened. */
    static byte[] place(UUID tenantId, UUID botId) {
        return ("bot_channel/" + tenantId + "/" + botId).getBytes(StandardCharsets.UTF_8);
    }
}
