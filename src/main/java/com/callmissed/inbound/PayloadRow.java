package com.callmissed.inbound;

import java.time.Instant;
import java.util.UUID;

import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Columns;
import com.callmissed.persistence.RowType.Declaration;

/** The columns of a claimed payload, for a statement that names it {@code p}. */
final class PayloadRow {
    private static final Declaration TABLE = new Declaration("p");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<UUID> BOT_ID = TABLE.uuid("bot_id");
    private static final Column<String> PROVIDER = TABLE.text("provider");
    private static final Column<String> ADDRESS = TABLE.text("address");
    private static final Column<byte[]> BODY = TABLE.bytes("body");
    private static final Column<String> REQUEST_ID = TABLE.text("request_id");
    private static final Column<Instant> RECEIVED_AT = TABLE.instant("received_at");
    private static final Column<Integer> ATTEMPTS = TABLE.integer("attempts");
    private static final Column<UUID> CLAIM = TABLE.uuid("claim");
    private static final Column<Integer> PARTS = TABLE.integer("parts");
    private static final Column<Integer> PARTS_DONE = TABLE.integer("parts_done");
    private static final Column<Integer> PARTS_FAILED = TABLE.integer("parts_failed");
    private static final Column<Integer> PARTS_UNREADABLE = TABLE.integer("parts_unreadable");
    private static final Column<String> TRACE = TABLE.text("traceparent");

    static final RowType<ClaimedPayload> TYPE =
            TABLE.decodedBy(row -> new ClaimedPayload(payload(row), CLAIM.in(row), progress(row), TRACE.in(row)));

    private PayloadRow() {}

    private static InboundPayload payload(Columns row) {
        return new InboundPayload(
                TENANT_ID.in(row),
                ID.in(row),
                BOT_ID.in(row),
                PROVIDER.in(row),
                ADDRESS.in(row),
                BODY.in(row),
                REQUEST_ID.in(row),
                RECEIVED_AT.in(row),
                ATTEMPTS.in(row));
    }

    private static PayloadProgress progress(Columns row) {
        return new PayloadProgress(PARTS.in(row), PARTS_DONE.in(row), PARTS_FAILED.in(row), PARTS_UNREADABLE.in(row));
    }
}
