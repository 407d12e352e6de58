package com.callmissed.testing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.callmissed.events.TransactionSql;

import static org.assertj.core.api.Assertions.assertThat;

/** How PostgreSQL executes a statement. */
public final class Plans {
    private static final String PLAN_CACHE_MODE = "plan_cache_mode=";

    private Plans() {}

    /** Checks the plan for these values and the generic plan, which prepared statements get after some executions. */
    public static void assertReadsOnlyWhatItReturns(String sql, List<Object> parameters) {
        assertReads(sql, parameters, 200, 0);
    }

    /**
     * Like {@link #assertReadsOnlyWhatItReturns}, with other limits for each node of the plan.
     *
     * @param most rows that a node returns, and that are sorted
     * @param filtered rows that a node reads in vain
     */
    public static void assertReads(String sql, List<Object> parameters, int most, int filtered) {
        withRollback(statement -> assertReads(sql, parameters, most, filtered, statement));
    }

    /**
     * Like {@link #assertReadsOnlyWhatItReturns}, for several statements in another state of the database.
     *
     * @param change statements that bring the state about; it ends with the check
     * @param statements with their parameters
     */
    public static void assertReadOnlyWhatTheyReturn(String change, Map<String, List<Object>> statements) {
        withRollback(connected -> {
            connected.execute(change);
            statements.forEach((sql, parameters) -> assertReads(sql, parameters, 200, 0, connected));
        });
    }

    /** Like {@link #assertReadsOnlyWhatItReturns}, with the settings of the service's transactions. */
    public static void assertReadsOnlyWhatItReturnsInATransaction(String sql, List<Object> parameters) {
        withRollback(statement -> assertReads(sql, parameters, 200, 0, TransactionSql.settings(), statement));
    }

    private static void assertReads(String sql, List<Object> parameters, int most, int filtered, Statement statement) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            assertReads(sql, parameters, most, filtered, List.of(PLAN_CACHE_MODE + mode), statement);
        }
    }

    private static void assertReads(
            String sql, List<Object> parameters, int most, int filtered, List<String> settings, Statement statement) {
        JsonNode plan = explain(sql, parameters, settings, statement);
        assertThat(complaints(plan, most, filtered))
                .as("%s of %s%n%s", settings, sql, plan.toPrettyString())
                .isEmpty();
    }

    /** What a plan reads beside what it returns. */
    public static List<String> complaints(JsonNode plan) {
        return complaints(plan, 200, 0);
    }

    private static List<String> complaints(JsonNode plan, int most, int filtered) {
        List<String> complaints = new ArrayList<>();
        complain(plan, most, filtered, complaints);
        return complaints;
    }

    private static void complain(JsonNode node, int most, int filtered, List<String> complaints) {
        String type = node.path("Node Type").asText();
        boolean ofBots = node.path("Relation Name").asText().equals("bot");
        int rows = node.path("Actual Rows").asInt();
        // A bitmap holds places and no rows. A page that is reversed sorts only the returned rows.
        if (rows > most && !type.startsWith("Bitmap Index") && !type.startsWith("BitmapAnd")) {
            complaints.add(rows + " rows from " + type);
        }
        // Reading a few bots is cheap, unless it is done for each row.
        if (type.equals("Seq Scan") && (!ofBots || node.path("Actual Loops").asInt() > 1)) {
            complaints.add(type + " of " + node.path("Relation Name").asText());
        }
        // The condition of an aggregate is about its result.
        if (node.path("Rows Removed by Filter").asInt() > filtered && !ofBots && !type.equals("Aggregate")) {
            complaints.add(node.path("Rows Removed by Filter") + " rows filtered out by " + type);
        }
        node.path("Plans").forEach(child -> complain(child, most, filtered, complaints));
    }

    /**
     * Runs the statement and rolls back its changes.
     *
     * @param mode of {@code plan_cache_mode}
     */
    public static JsonNode explain(String sql, List<Object> parameters, String mode) {
        AtomicReference<JsonNode> plan = new AtomicReference<>();
        withRollback(statement -> plan.set(explain(sql, parameters, List.of(PLAN_CACHE_MODE + mode), statement)));
        return plan.get();
    }

    /** @param settings each as {@code name=value} */
    private static JsonNode explain(String sql, List<Object> parameters, List<String> settings, Statement statement) {
        List<String> literals = parameters.stream()
                .map(parameter -> parameter == null || parameter instanceof Integer
                        ? String.valueOf(parameter)
                        : "'" + parameter + "'")
                .toList();
        try {
            statement.execute("SAVEPOINT before");
            for (String setting : settings) {
                statement.execute("SET LOCAL " + setting);
            }
            statement.execute("PREPARE hot AS " + sql);
            try (ResultSet rows = statement.executeQuery("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE hot"
                    + (literals.isEmpty() ? "" : " (" + String.join(", ", literals) + ")"))) {
                rows.next();
                return new ObjectMapper().readTree(rows.getString(1)).get(0).get("Plan");
            } finally {
                statement.execute("DEALLOCATE hot");
                statement.execute("ROLLBACK TO before");
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Work on a connection with an open transaction. */
    private interface Work {
        void run(Statement statement) throws SQLException;
    }

    private static void withRollback(Work work) {
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            work.run(statement);
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
