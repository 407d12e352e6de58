package com.callmissed.events;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The settings of the service's transactions, for tests of plans and for the benchmark. */
public final class TransactionSql {
    private static final Pattern SETTING = Pattern.compile("SET LOCAL (\\w+) = (\\w+)");

    private TransactionSql() {}

    /** Each as {@code name=value}. */
    public static List<String> settings() {
        return SETTING.matcher(Attempt.BEGIN)
                .results()
                .map(TransactionSql::assignment)
                .toList();
    }

    private static String assignment(MatchResult setting) {
        return setting.group(1) + "=" + setting.group(2);
    }
}
