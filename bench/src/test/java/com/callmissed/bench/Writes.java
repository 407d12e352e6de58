package com.callmissed.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.callmissed.events.TransactionSql;

/**
 * Statements of the service, one after another, as it executes them for one request.
 *
 * @param draws lines in pgbench's language that assign variables for each request
 * @param drawn values that those lines may assign
 * @param fixed values of the other variables, read again for each stretch of load
 */
record Writes(
        String name,
        List<String> draws,
        Map<String, String> drawn,
        Supplier<Map<String, String>> fixed,
        List<Step> steps)
        implements Script {
    private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");
    private static final Pattern VARIABLE = Pattern.compile("(?<!:):([a-z_]\\w*)");

    /**
     * One statement.
     *
     * @param rows number of rows that it must return or change; {@link #SOME} for at least one
     * @param values in SQL for {@code $1} and so on; a variable is written {@code :name}
     */
    record Step(String sql, int rows, List<String> values) {
        static final int SOME = -1;
        static final Step BEGIN = of("BEGIN", 0);
        static final Step COMMIT = of("COMMIT", 0);

        static Step of(String sql, int rows, String... values) {
            return new Step(sql, rows, List.of(values));
        }

        private boolean isRight(int some) {
            return rows == SOME ? some > 0 : some == rows;
        }

        private String bound() {
            return PLACE.matcher(sql)
                    .replaceAll(match -> Matcher.quoteReplacement(values.get(Integer.parseInt(match.group(1)) - 1)));
        }
    }

    @Override
    public String text() {
        List<String> lines = new ArrayList<>(draws);
        steps.forEach(step -> lines.add(step.bound() + ";"));
        return String.join("\n", lines) + "\n";
    }

    @Override
    public Map<String, String> variables() {
        return fixed.get();
    }

    /** Those that the service sends with {@code BEGIN}, which would cost pgbench a round trip. */
    @Override
    public List<String> settings() {
        return TransactionSql.settings();
    }

    @Override
    public void check(Connection connection) throws SQLException {
        Map<String, String> values = new HashMap<>(fixed.get());
        values.putAll(drawn);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (Step step : steps) {
                int rows = execute(statement, literal(step.bound(), values));
                WrongResult.unless(
                        step.isRight(rows), "%s: %d rows instead of %d from%n%s", name, rows, step.rows(), step.sql());
            }
        }
    }

    private static String literal(String sql, Map<String, String> values) {
        return VARIABLE.matcher(sql)
                .replaceAll(match -> Matcher.quoteReplacement(
                        "'" + values.get(match.group(1)).replace("'", "''") + "'"));
    }

    private static int execute(Statement statement, String sql) throws SQLException {
        if (!statement.execute(sql)) {
            return statement.getUpdateCount();
        }
        int rows = 0;
        while (statement.getResultSet().next()) {
            rows++;
        }
        return rows;
    }
}
