package com.callmissed.inbound;

/** What the journal executes for each payload, for those who measure what the database alone takes for it. */
public final class JournalSql {
    private JournalSql() {}

    /** Makes a payload durable: $1 to $9 as {@link Journal#append} binds them. */
    public static String insert() {
        return Journal.INSERT;
    }

    /** Writes down how it ended: the tenant, the payload, the outcome and a detail. */
    public static String settle() {
        return Journal.SETTLE;
    }
}
