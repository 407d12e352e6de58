package com.callmissed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/** A page of {@code docs/runbooks}, whose statements operators copy. */
public record Runbook(String text) {
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    public static Runbook of(String page) {
        try {
            return new Runbook(Files.readString(Path.of("docs/runbooks", page + ".md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the block of SQL that begins with {@code beginning}, and closes the connection. */
    public void run(String beginning, Connection connection) {
        String sql = SQL.matcher(text)
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.startsWith(beginning))
                .findFirst()
                .orElseThrow();
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
