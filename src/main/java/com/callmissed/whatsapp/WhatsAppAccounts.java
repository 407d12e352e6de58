package com.callmissed.whatsapp;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.bot.ChannelCredentials.WhatsApp;
import com.callmissed.bot.SealedCredentials;
import com.callmissed.crypto.KeyedHash;
import com.callmissed.persistence.Columns;

/** Reads the WhatsApp credentials of bots. */
@ApplicationScoped
class WhatsAppAccounts {
    private static final String SELECT =
            "SELECT tenant_id, bot_id, credentials FROM bot_channel WHERE provider = 'whatsapp'";

    private final Pool pool;
    private final SealedCredentials credentials;
    private final KeyedHash keyedHash;

    WhatsAppAccounts(Pool pool, SealedCredentials credentials, KeyedHash keyedHash) {
        this.pool = pool;
        this.credentials = credentials;
        this.keyedHash = keyedHash;
    }

    /**
     * Returns the bots, of any tenant, that claim one of these phone number ids. The tenant of a webhook is not known
     * until one of their secrets has verified the signature.
     */
    Uni<List<WhatsAppAccount>> byPhoneNumberId(Collection<String> ids) {
        return pool.preparedQuery(SELECT + " AND address = ANY ($1)")
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, this::account));
    }

    /**
     * Returns every WhatsApp account of all tenants, for signed payloads without a number. The supplier decrypts them,
     * which is too slow for an event loop.
     */
    Uni<Supplier<List<WhatsAppAccount>>> every() {
        return pool.preparedQuery(SELECT).execute().map(rows -> () -> Columns.list(rows, this::account));
    }

    /** Returns the number and the token with which the bot sends; null if it is not connected. */
    Uni<WhatsAppSender> sender(UUID tenantId, UUID botId) {
        return pool.preparedQuery(SELECT + " AND tenant_id = $1 AND bot_id = $2")
                .execute(Tuple.of(tenantId, botId))
                .map(rows -> Columns.first(rows, this::sender));
    }

    /** Whether a bot of any tenant has this verify token for Meta's handshake. */
    Uni<Boolean> isVerifyToken(String token) {
        return pool.preparedQuery("SELECT EXISTS (SELECT FROM bot_channel WHERE verify_token_hash = $1)")
                .execute(Tuple.of(Buffer.buffer(keyedHash.of(token))))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private WhatsAppAccount account(Row row) {
        try {
            WhatsApp opened = open(row);
            return new WhatsAppAccount(row.getUUID(0), row.getUUID(1), opened.phoneNumberId(), opened.appSecret());
        } catch (IllegalArgumentException e) {
            SealedCredentials.reportUnreadable(row.getUUID(1));
            return new WhatsAppAccount(row.getUUID(0), row.getUUID(1), null, null);
        }
    }

    private WhatsAppSender sender(Row row) {
        WhatsApp opened = open(row);
        return new WhatsAppSender(opened.phoneNumberId(), opened.accessToken());
    }

    private WhatsApp open(Row row) {
        return credentials.openWhatsApp(row.getUUID(0), row.getUUID(1), row.getBuffer(2));
    }
}
