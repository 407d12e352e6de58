package com.callmissed.draft;

/** What a draft from history reads, for those who measure what the database alone takes for it. */
public final class DraftSql {
    private DraftSql() {}

    /** The conversation and the customer's last question: $1 is the tenant, $2 the conversation. */
    public static String request() {
        return DraftStore.REQUEST;
    }

    /**
     * Earlier questions like it with their answers. Parameters: the tenant, {@link #query}, the conversation, the place
     * of the question, the bot.
     */
    public static String answered() {
        return DraftStore.ANSWERED;
    }

    /** What is searched for a question. */
    public static String query(String question) {
        return WordSet.of(question).query();
    }
}
