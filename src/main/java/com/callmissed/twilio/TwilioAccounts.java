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
import com.callmissed.inbound.SecretTrials.Sealed;
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
    private static final Declaration CHANNEL = new Declaration("ch");
    private static final Column<String> ADDRESS = CHANNEL.text("address");
    private static final Column<String> ACCOUNT = CHANNEL.text("account");
    private static final RowType<Columns> CHANNEL_COLUMNS = CHANNEL.decodedBy(row -> row);
    private static final RowType<Columns> BOT_COLUMNS = BOT.decodedBy(row -> row);
    private static final SelectList LIST = SelectList.of(SealedChannel.TYPE, CHANNEL_COLUMNS, BOT_COLUMNS);
    private static final String SELECT = """
            SELECT %s
            FROM bot_channel ch
            JOIN bot b ON b.tenant_id = ch.tenant_id AND b.id = ch.bot_id
            WHERE ch.provider = 'twilio' AND""".formatted(LIST.sql());
    private static final String BY_PHONE_NUMBERS =
            SELECT + " ch.address = ANY ($1) ORDER BY array_position($1::text[], ch.address), ch.bot_id";
    private static final int MOST = 1000;

    /**
     * The tenants take turns, each with its oldest bots first, so that no tenant pushes the bots of another one out.
     * Walks through the index from tenant to tenant, and reads no more of each than may be returned.
     */
    static final String BY_ACCOUNT = """
            WITH RECURSIVE tenant AS (
                (SELECT ch.tenant_id FROM bot_channel ch WHERE ch.account = $1 ORDER BY ch.tenant_id LIMIT 1)
                UNION ALL
                SELECT (SELECT ch.tenant_id FROM bot_channel ch
                    WHERE ch.account = $1 AND ch.tenant_id > tenant.tenant_id
                    ORDER BY ch.tenant_id LIMIT 1)
                FROM tenant WHERE tenant.tenant_id IS NOT NULL
            )
            SELECT %1$s
            FROM (
                SELECT mine.*
                FROM (SELECT tenant_id FROM tenant WHERE tenant_id IS NOT NULL LIMIT %2$d) tenant
                CROSS JOIN LATERAL (
                    SELECT ch.*, row_number() OVER (ORDER BY ch.bot_id) AS turn
                    FROM bot_channel ch
                    WHERE ch.account = $1 AND ch.tenant_id = tenant.tenant_id AND ch.provider = 'twilio'
                    ORDER BY ch.bot_id
                    LIMIT %2$d
                ) mine
                ORDER BY mine.turn, mine.bot_id
                LIMIT %2$d
            ) ch
            JOIN bot b ON b.tenant_id = ch.tenant_id AND b.id = ch.bot_id
            ORDER BY ch.bot_id
            """.formatted(LIST.sql(), MOST);

    private static final String LIST_ACCOUNT = """
            UPDATE bot_channel SET account = $3
            WHERE tenant_id = $1 AND bot_id = $2 AND provider = 'twilio' AND account IS DISTINCT FROM $3
            """;
    private static final int LONGEST_ACCOUNT = 64;

    private final Pool pool;
    private final SealedCredentials credentials;

    TwilioAccounts(Pool pool, SealedCredentials credentials) {
        this.pool = pool;
        this.credentials = credentials;
    }

    /**
     * Returns the bots, of any tenant, that claim one of these phone numbers, in the order of the numbers, the oldest
     * first. The tenant of a webhook is not known until one of their tokens has verified the signature.
     *
     * @param phoneNumbers in E.164
     */
    Uni<Sealed<TwilioAccount>> byPhoneNumbers(List<String> phoneNumbers) {
        return phoneNumbers.isEmpty()
                ? Uni.createFrom().item(Sealed.none())
                : find(BY_PHONE_NUMBERS, Tuple.of(phoneNumbers.toArray(String[]::new)));
    }

    /**
     * Returns the bots, of any tenant, that claim this account, the oldest first: at most 1000, for which the tenants
     * take turns.
     */
    Uni<Sealed<TwilioAccount>> byAccount(String accountSid) {
        return accountSid.isEmpty() || accountSid.length() > LONGEST_ACCOUNT || accountSid.indexOf('\0') >= 0
                ? Uni.createFrom().item(Sealed.none())
                : find(BY_ACCOUNT, Tuple.of(accountSid));
    }

    /** Lets {@link #byAccount} find the bot. A failure has no effect: the next call tries again. */
    Uni<Void> list(TwilioAccount account) {
        return account.isListed()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(LIST_ACCOUNT)
                        .execute(Tuple.of(account.tenantId(), account.botId(), account.accountSid()))
                        .replaceWithVoid()
                        .onFailure()
                        .recoverWithNull();
    }

    private Uni<Sealed<TwilioAccount>> find(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).map(rows -> Sealed.of(rows, this::account));
    }

    private TwilioAccount account(Row row) {
        SealedChannel channel = LIST.read(SealedChannel.TYPE, row);
        Columns listed = LIST.read(CHANNEL_COLUMNS, row);
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
                ADDRESS.in(listed),
                opened == null || opened.accountSid().equals(ACCOUNT.in(listed)),
                NAME.in(bot),
                takesCalls,
                CONFIG.in(bot));
    }
}
