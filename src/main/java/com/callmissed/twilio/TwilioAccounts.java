package com.callmissed.twilio;

import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.bot.BotType;
import com.callmissed.bot.ChannelCredentials.Twilio;
import com.callmissed.bot.SealedCredentials;
import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;

/** Reads the Twilio credentials of bots. */
@ApplicationScoped
class TwilioAccounts {
    private static final String BY_PHONE_NUMBER = """
            SELECT ch.tenant_id, ch.bot_id, ch.credentials, b.name, b.type, b.is_active, b.config
            FROM bot_channel ch
            JOIN bot b ON b.tenant_id = ch.tenant_id AND b.id = ch.bot_id
            WHERE ch.provider = 'twilio' AND ch.address = $1
            ORDER BY ch.bot_id
            """;

    private final Pool pool;
    private final SealedCredentials credentials;

    TwilioAccounts(Pool pool, SealedCredentials credentials) {
        this.pool = pool;
        this.credentials = credentials;
    }

    /**
     * Returns the bots, of any tenant, that claim this phone number, the oldest first. The tenant of a webhook is not
     * known until one of their tokens has verified the signature.
     *
     * @param phoneNumber as {@code +} E.164
     */
    Uni<List<TwilioAccount>> byPhoneNumber(String phoneNumber) {
        return pool.preparedQuery(BY_PHONE_NUMBER)
                .execute(Tuple.of(phoneNumber))
                .map(rows -> Columns.list(rows, this::account));
    }

    private TwilioAccount account(Row row) {
        boolean takesCalls = row.getBoolean(5)
                && WireEnum.of(BotType.class, row.getString(4)).takesCalls();
        Map<String, Object> config = Columns.object(row, 6);
        Twilio opened = null;
        try {
            opened = credentials.openTwilio(row.getUUID(0), row.getUUID(1), row.getBuffer(2));
        } catch (IllegalArgumentException e) {
            SealedCredentials.reportUnreadable(row.getUUID(1));
        }
        return new TwilioAccount(
                row.getUUID(0),
                row.getUUID(1),
                opened == null ? null : opened.accountSid(),
                opened == null ? null : opened.authToken(),
                row.getString(3),
                takesCalls,
                config);
    }
}
