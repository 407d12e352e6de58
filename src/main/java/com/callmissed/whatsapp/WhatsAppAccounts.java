package com.callmissed.whatsapp;

import java.util.Collection;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.bot.ChannelCredentials.WhatsApp;
import com.callmissed.bot.SealedChannel;
import com.callmissed.bot.SealedCredentials;
import com.callmissed.crypto.KeyedHash;
import com.callmissed.inbound.SecretTrials.Sealed;

/** Reads the credentials by which the webhooks of bots are verified. */
@ApplicationScoped
class WhatsAppAccounts {
    private static final String SELECT =
            "SELECT " + SealedChannel.TYPE.sql() + " FROM bot_channel ch WHERE ch.provider = 'whatsapp'";

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
    Uni<Sealed<WhatsAppAccount>> byPhoneNumberId(Collection<String> ids) {
        return pool.preparedQuery(SELECT + " AND ch.address = ANY ($1)")
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> Sealed.of(rows, this::account));
    }

    /** Returns every WhatsApp account of all tenants, for signed payloads without a number. */
    Uni<Sealed<WhatsAppAccount>> every() {
        return pool.preparedQuery(SELECT).execute().map(rows -> Sealed.of(rows, this::account));
    }

    /** Whether a bot of any tenant has this verify token for Meta's handshake. */
    Uni<Boolean> isVerifyToken(String token) {
        Buffer[] hashes = keyedHash.stored(KeyedHash.Use.VERIFY_TOKEN, token).stream()
                .map(Buffer::buffer)
                .toArray(Buffer[]::new);
        return pool.preparedQuery("SELECT EXISTS (SELECT FROM bot_channel WHERE verify_token_hash = ANY ($1))")
                .execute(Tuple.of((Object) hashes))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private WhatsAppAccount account(Row row) {
        SealedChannel channel = SealedChannel.TYPE.read(row);
        try {
            WhatsApp opened = credentials.openWhatsApp(channel);
            return new WhatsAppAccount(channel.tenantId(), channel.botId(), opened.phoneNumberId(), opened.appSecret());
        } catch (IllegalArgumentException e) {
            SealedCredentials.reportUnreadable(channel.botId());
            return new WhatsAppAccount(channel.tenantId(), channel.botId(), null, null);
        }
    }
}
