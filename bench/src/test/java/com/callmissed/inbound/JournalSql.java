package com.callmissed.inbound;

/** The statement of the journal for a payload of one message, to measure the cost in the database alone. */
public final class JournalSql {
    private JournalSql() {}

    /** Stores a payload that is processed: $1 to $8 are the parameters of {@link Journal#appendProcessed}. */
    public static String insertProcessed() {
        return Journal.INSERT_PROCESSED;
    }
}
