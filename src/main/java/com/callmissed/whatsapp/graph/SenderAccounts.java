package com.callmissed.whatsapp.graph;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.bot.ChannelCredentials.WhatsApp;
import com.callmissed.bot.SealedChannel;
import com.callmissed.bot.SealedCredentials;
import com.callmissed.persistence.Columns;

/** Reads the credentials with which bots send. */
@ApplicationScoped
class SenderAccounts {
    private static final String FIND = "SELECT " + SealedChannel.TYPE.sql()
            + " FROM bot_channel ch WHERE ch.provider = 'whatsapp' AND ch.tenant_id = $1 AND ch.bot_id = $2";

    private final Pool pool;
    private final SealedCredentials credentials;

    SenderAccounts(Pool pool, SealedCredentials credentials) {
        this.pool = pool;
        this.credentials = credentials;
    }

    /** Returns the number and the token with which the bot sends; null if it is not connected. */
    Uni<WhatsAppSender> sender(UUID tenantId, UUID botId) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(tenantId, botId))
                .map(rows -> Columns.first(rows, row -> {
                    WhatsApp opened = credentials.openWhatsApp(SealedChannel.TYPE.read(row));
                    return new WhatsAppSender(opened.phoneNumberId(), opened.accessToken());
                }));
    }
}
