package com.callmissed.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Transactions of a command that runs beside the service, one after another on one connection. They append their events
 * to the log as those of {@link Transactions} do, but signal nothing: the service finds them when it looks at the log,
 * after {@link EventConfig#poll} at the latest.
 */
public final class CommandTransactions {
    /** How long a statement may run. A list reads more than a request does. */
    public static final Duration STATEMENT = Duration.ofSeconds(60);

    /** Of the transaction and not of the session, which a pooler would give to the service. */
    private static final String LIMITS = "SET LOCAL lock_timeout = 5000; SET LOCAL statement_timeout = "
            + STATEMENT.toMillis() + "; SET LOCAL idle_in_transaction_session_timeout = 10000";

    private final SqlConnection connection;
    private final String append;
    /** Writes events as the mapper of the REST layer does. */
    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    public CommandTransactions(SqlConnection connection, EventConfig config) {
        this.connection = connection;
        this.append = EventLog.appendStatement(config);
    }

    /**
     * Runs {@code work} in a transaction. A failure rolls everything back, events included.
     *
     * @param work must not begin, commit or close anything
     * @param produced returns the events for the outcome of {@code work}
     */
    public <T> Uni<T> perform(Function<SqlConnection, Uni<T>> work, Function<T, List<? extends DomainEvent>> produced) {
        return connection.begin().chain(transaction -> connection
                .query(LIMITS)
                .execute()
                .chain(() -> work.apply(connection))
                .call(outcome -> append(produced.apply(outcome)))
                .onFailure()
                .call(() -> transaction.rollback().onFailure().recoverWithNull())
                .call(transaction::commit));
    }

    private Uni<Void> append(List<? extends DomainEvent> events) {
        return Multi.createFrom()
                .iterable(EventsByTenant.byTenant(events).entrySet())
                .onItem()
                .transformToUniAndConcatenate(this::append)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> append(Map.Entry<UUID, List<DomainEvent>> ofTenant) {
        return connection
                .preparedQuery(append)
                .execute(Tuple.of(ofTenant.getKey(), EventLog.encode(json, ofTenant.getValue())))
                .replaceWithVoid();
    }
}
