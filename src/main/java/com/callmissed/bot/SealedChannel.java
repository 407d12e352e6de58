package com.callmissed.bot;

import java.util.UUID;

import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;

/** A bot's connection to a provider with its credentials still encrypted, for {@link SealedCredentials}. */
public record SealedChannel(UUID tenantId, UUID botId, byte[] credentials) {
    private static final Declaration TABLE = new Declaration("ch");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<UUID> BOT_ID = TABLE.uuid("bot_id");
    private static final Column<byte[]> CREDENTIALS = TABLE.bytes("credentials");

    /** For a statement that names the row of {@code bot_channel} {@code ch}. */
    public static final RowType<SealedChannel> TYPE =
            TABLE.decodedBy(row -> new SealedChannel(TENANT_ID.in(row), BOT_ID.in(row), CREDENTIALS.in(row)));

    @Override
    public String toString() {
        return "a channel of bot " + botId;
    }
}
