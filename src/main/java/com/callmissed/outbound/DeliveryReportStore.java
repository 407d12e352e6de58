package com.callmissed.outbound;

import java.util.Arrays;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.MessageRow;

/** The statement of {@link DeliveryReports}. */
@ApplicationScoped
class DeliveryReportStore {
    /**
     * Finds the message by the provider's id, or by the reference while the provider's id is not known. Returns no row
     * for an unknown message. Returns a row of nulls, and locks nothing, for a report that would not raise the status.
     *
     * <p>Locks the conversation before the message, in the same order as every other statement, and returns it as it is
     * under the lock: its event is appended to the log later, so its snapshot must not be older than those of the
     * events before it. A message with a new attempt meanwhile is not changed.
     */
    static final String APPLY = """
            WITH found AS MATERIALIZED (
                SELECT tenant_id, id, conversation_id, status, send_attempt FROM message
                WHERE tenant_id = $1 AND bot_id = $2 AND provider_message_id = $3 AND role = 'assistant'
                UNION ALL
                SELECT tenant_id, id, conversation_id, status, send_attempt FROM message
                WHERE tenant_id = $1 AND id = $7 AND bot_id = $2 AND send_attempt = $8
                    AND provider_message_id IS DISTINCT FROM $3 AND (provider_message_id IS NULL OR NOT $9)
                LIMIT 1
            ), c AS MATERIALIZED (
                SELECT c.*
                FROM found JOIN conversation c ON c.tenant_id = found.tenant_id AND c.id = found.conversation_id
                WHERE found.status = ANY ($6)
                FOR NO KEY UPDATE OF c
            ), m AS (
                UPDATE message u SET status = $4,
                    provider_message_id = CASE WHEN $9 THEN COALESCE(u.provider_message_id, $3)
                        ELSE u.provider_message_id END,
                    metadata = CASE WHEN $5::jsonb IS NULL THEN u.metadata
                        ELSE COALESCE(u.metadata, '{}') || $5::jsonb END
                FROM found CROSS JOIN c
                WHERE u.tenant_id = found.tenant_id AND u.id = found.id AND u.status = ANY ($6)
                    AND u.send_attempt = found.send_attempt
                RETURNING u.*
            )
            SELECT %s
            FROM found
            LEFT JOIN (m CROSS JOIN c) ON true
            """.formatted(MessageRow.WITH_CONVERSATION.sql());

    Uni<RowSet<Row>> apply(SqlClient connection, DeliveryReport report) {
        DeliveryReport.Reference reference = report.reference();
        boolean whole = reference == null || reference.lastPart();
        StatusTransition transition = whole || report.status() == DeliveryStatus.FAILED
                ? StatusTransition.of(report)
                : StatusTransition.ofPart(reference);
        return connection
                .preparedQuery(APPLY)
                .execute(Tuple.from(Arrays.asList(
                        report.tenantId(),
                        report.botId(),
                        report.providerMessageId(),
                        transition.status().value(),
                        Columns.json(transition.metadata()),
                        transition.from(),
                        reference == null ? null : reference.messageId(),
                        reference == null ? null : reference.attempt(),
                        whole)));
    }
}
