package com.callmissed.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import com.callmissed.http.Cursor;
import com.callmissed.testing.Database;
import com.callmissed.testing.TestTokens;

/** The rows of {@code bench/dataset.sql}. Tenant 0 has the conversations from number 0; a higher number is newer. */
record Dataset(Size size) {
    static final int TENANT = 0;
    static final int BOT = 1;
    static final int CONVERSATION = 2;
    static final int MESSAGE = 3;

    /** The first conversations. Each of their threads has at least a hundredth of the messages of the longest one. */
    static final Numbers LONG_THREADS = new Numbers(0, 44);

    private static final String SCRIPT = "/bench/dataset.sql";
    private static final Instant OPENED = Instant.parse("2025-06-01T00:00:00Z");
    private static final Duration BETWEEN = Duration.ofSeconds(20);

    /**
     * The sizes, as in the script.
     *
     * @param conversations conversations of tenant 0
     * @param each conversations of each tenant from 2 on
     * @param messages approximate number of messages of all tenants
     * @param longest messages of conversation 0
     * @param bots bots of tenant 0; each other tenant has two
     */
    record Size(int tenants, int conversations, int each, int messages, int longest, int bots) {
        static final Size FULL = new Size(1_000, 200_000, 80, 2_000_000, 100_000, 2);
        static final Size SMALL = new Size(10, 2_000, 20, 30_000, 5_000, 2);

        /** A list of the same length where the database has few bots, most of them of the tenant of the list. */
        static final Size FEW_BOTS = new Size(2, 200_000, 80, 660_000, 1_000, 20);

        static final Size SMALL_FEW_BOTS = new Size(2, 2_000, 20, 6_700, 500, 20);
    }

    /** Fills an empty database whose schema is migrated. */
    void load(String databaseUrl) {
        try (Connection connection = Database.at(databaseUrl).open();
                Statement statement = connection.createStatement();
                InputStream script = Dataset.class.getResourceAsStream(SCRIPT)) {
            connection.setAutoCommit(false);
            set(statement, "tenants", size.tenants());
            set(statement, "conversations", size.conversations());
            set(statement, "each", size.each());
            set(statement, "messages", size.messages());
            set(statement, "longest", size.longest());
            set(statement, "bots", size.bots());
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same id as {@code bench_id} in SQL; {@code kind} is one of the constants of this class. */
    static UUID id(int kind, int number) {
        return UUID.fromString(idPrefix(kind) + "%012d".formatted(number));
    }

    /** An id without the twelve digits of its number. */
    static String idPrefix(int kind) {
        return "01900000-0000-7000-800" + kind + "-";
    }

    UUID tenant(int number) {
        return id(TENANT, number);
    }

    /** A dashboard token of an owner, valid for one hour. */
    String token(int tenant) {
        return TestTokens.of(tenant(tenant), "owner");
    }

    Numbers conversationsOfTenant0() {
        return new Numbers(0, size.conversations() - 1);
    }

    /** The number of messages of a thread in {@link #LONG_THREADS}. */
    int messagesOfLongThread(int number) {
        return size.longest() / (number == 0 ? 1 : number < 15 ? 20 : 100);
    }

    /** The cursor of the page of tenant 0's list after the first {@code depth} conversations. */
    Cursor cursorAt(int depth) {
        int last = size.conversations() - depth;
        return Cursor.of(OPENED.plus(BETWEEN.multipliedBy(last)), id(CONVERSATION, last));
    }

    private static void set(Statement statement, String setting, int value) throws SQLException {
        statement.execute("SET bench." + setting + " = " + value);
    }
}
