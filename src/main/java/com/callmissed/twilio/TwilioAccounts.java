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
import com.callmissed.bot.SealedChannel;
import com.callmissed.bot.SealedCredentials;
import com.callmissed.http.WireEnum;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Columns;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;

/** Reads the Twilio credentials of bots. */
@ApplicationScoped
class TwilioAccounts {
    private static final Declaration BOT = new Declaration("b");
    private static final Column<String> NAME = BOT.text("name");
    private static final Column<String> BOT_TYPE = BOT.text("type");
    private static final Column<Boolean> IS_ACTIVE = BOT.bool("is_active");
    private static final Column<Map<String, Object>> CONFIG = BOT.object("config");
    private static final RowType<Columns> BOT_COLUMNS = BOT.decodedBy(row -> row);
    private static final SelectList LIST = SelectList.of(SealedChannel.TYPE, BOT_COLUMNS);
    private static final String BY_PHONE_NUMBER = """
            SELECT %s
            FROM bot_channel ch
            JOIN bot b ON b.tenant_id = ch.tenant_id AND b.id = ch.bot_id
            WHERE ch.provider = 'twilio' AND ch.address = $1
            ORDER BY ch.bot_id
            """.formatted(LIST.sql());

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
                .map(rows -> com.callmissed.persistence.Columns.list(rows, this::account));
    }

    private TwilioAccount account(Row row) {
        SealedChannel channel = LIST.read(SealedChannel.TYPE, row);
        Columns bot = LIST.read(BOT_COLUMNS, row);
        boolean takesCalls = IS_ACTIVE.in(bot)
                && WireEnum.of(BotType.class, BOT_TYPE.in(bot)).takesCalls();
        Twilio opened = null;
        try {
            opened = credentials.openTwilio(channel);
        } catch (IllegalArgumentException e) {
            SealedCredentials.reportUnreadable(channel.botId());
        }
        return new TwilioAccount(
                channel.tenantId(),
                channel.botId(),
                opened == null ? null : opened.accountSid(),
                opened == null ? null : opened.authToken(),
                NAME.in(bot),
                takesCalls,
                CONFIG.in(bot));
    }
}
