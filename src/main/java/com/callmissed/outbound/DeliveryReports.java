package com.callmissed.outbound;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

import com.callmissed.events.Transactions;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.MessageRow;

/**
 * Applies providers' reports about outgoing messages. Each call is one statement in its own transaction, together with
 * its event. Calls may be repeated, and may run in parallel on any thread.
 */
@ApplicationScoped
public class DeliveryReports {
    private final DeliveryReportStore store;
    private final Transactions transactions;

    DeliveryReports(DeliveryReportStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * Raises the delivery status of an outgoing message. A report that would lower it changes nothing.
     *
     * @param requestId of the webhook call, for the event; may be null
     * @param guard of the transaction
     * @return false if the bot has no such message
     */
    public Uni<Boolean> report(DeliveryReport report, String requestId, CommitGuard guard) {
        return transactions
                .perform(
                        connection -> guard.during(connection, store.apply(connection, report)),
                        rows -> changed(rows, requestId))
                .map(rows -> rows.size() > 0);
    }

    private static List<ConversationEvent> changed(RowSet<Row> rows, String requestId) {
        Row row = Columns.first(rows, found -> found);
        return row == null || !MessageRow.WITH_CONVERSATION.has(MessageRow.TYPE, row)
                ? List.of()
                : List.of(ConversationEvent.MessageStatusChanged.read(row, requestId));
    }
}
