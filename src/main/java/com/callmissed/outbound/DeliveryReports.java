package com.callmissed.outbound;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

import com.callmissed.events.Transactions;
import com.callmissed.persistence.Columns;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.MessageRow;

/**
 * What providers report about outgoing messages. Each call is one statement in a transaction of its own, with its
 * event. Calls may repeat and may run in parallel on any thread.
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
     * Raises the delivery status of an outgoing message; a report that would lower it changes nothing.
     *
     * @return false when the bot has no message of that provider id
     */
    public Uni<Boolean> report(DeliveryReport report, String requestId) {
        return transactions
                .perform(connection -> store.apply(connection, report), rows -> changed(rows, requestId))
                .map(rows -> rows.size() > 0);
    }

    private static List<ConversationEvent> changed(RowSet<Row> rows, String requestId) {
        Row row = Columns.first(rows, found -> found);
        return row == null || !MessageRow.WITH_CONVERSATION.has(MessageRow.TYPE, row)
                ? List.of()
                : List.of(ConversationEvent.MessageStatusChanged.read(row, requestId));
    }
}
