package com.callmissed.answer;

/** What is read for a saved answer, for those who measure what the database alone takes for it. */
public final class AnswerSql {
    private AnswerSql() {}

    /** The best answer: the tenant, the bot, {@link #words}, and whether only automatic ones count. */
    public static String match() {
        return SavedAnswerStore.MATCH;
    }

    /** The words of a question, as a literal of PostgreSQL. */
    public static String words(String question) {
        return "{" + String.join(",", SignificantWords.ofText(question)) + "}";
    }
}
