package com.callmissed.bot;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;

/**
 * A stored connection, for jobs and checks that read those of all tenants.
 *
 * @param provider as it is stored
 * @param verifyTokenHash null for a provider without verify tokens
 */
public record StoredChannel(SealedChannel channel, String provider, byte[] verifyTokenHash) {
    private static final RowType<String> PROVIDER = RowType.of("provider", "ch.provider", Tuple::getString);
    private static final RowType<byte[]> HASH = RowType.of("verify_token_hash", "ch.verify_token_hash", Columns::bytes);
    private static final SelectList LIST = SelectList.of(SealedChannel.TYPE, PROVIDER, HASH);

    /**
     * Returns the statement that reads the next connections after that of the tenant {@code $1}, the bot {@code $2} and
     * the provider {@code $3}.
     *
     * @param where a condition on {@code ch} with parameters from {@code $4} on
     */
    public static String after(String where, int limit) {
        return "SELECT " + LIST.sql() + " FROM bot_channel ch"
                + " WHERE (ch.tenant_id, ch.bot_id, ch.provider) > ($1, $2, $3) AND " + where
                + " ORDER BY ch.tenant_id, ch.bot_id, ch.provider LIMIT " + limit;
    }

    /** Reads a row of {@link #after}. */
    public static StoredChannel read(Row row) {
        return new StoredChannel(LIST.read(SealedChannel.TYPE, row), LIST.read(PROVIDER, row), LIST.read(HASH, row));
    }

    /** @throws IllegalArgumentException for a provider that this version does not know */
    public Provider knownProvider() {
        return WireEnum.of(Provider.class, provider);
    }
}
