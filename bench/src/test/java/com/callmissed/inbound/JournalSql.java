package com.callmissed.inbound;

/** The statements of the journal for each payload, to measure the cost in the database alone. */
public final class JournalSql {
    private JournalSql() {}

    /** Stores a payload durably: $1 to $10 are the parameters of {@link Journal#append}. */
    public static String insert() {
        return Journal.INSERT;
    }

    /**
     * Stores the outcome: the tenant, the payload, the claim, the four numbers of the progress, the outcome and a
     * detail.
     */
    public static String settle() {
        return Journal.SETTLE;
    }
}
