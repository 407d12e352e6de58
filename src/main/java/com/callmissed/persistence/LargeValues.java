package com.callmissed.persistence;

import java.util.List;
import java.util.stream.Collectors;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;

/**
 * SQL that keeps the results of statements small. A page leaves large values out, so that a number of rows is also a
 * limit in bytes. {@link #inOrder} reads what was left out, up to {@link #PAGE_BYTES}.
 *
 * <p>The expressions decide by the stored size where they can, because that does not decompress the value. PostgreSQL
 * compresses only rows of more than 2 KB.
 */
public final class LargeValues {
    /** The most bytes of large values that one statement returns, except for a single larger value. */
    public static final int PAGE_BYTES = 1024 * 1024;

    /** In bytes. An expression leaves out a longer text, or a longer JSON document. */
    public static final int LONGEST_TEXT = 4_096;

    private static final int LONGEST_DOCUMENT = 2_048;
    /** In bytes, of a value whose text is certainly not much longer: numbers may have 20 times as many digits. */
    private static final int SMALL_DOCUMENT = 256;

    /** The columns that {@link #inOrder} puts before those of the row; the value is the number of the row, from 1. */
    public static final RowType<Integer> NUMBERED = numbered();

    /** How many rows the statement has looked at, see {@link #fitting}. */
    public static final RowType<Long> FOUND = RowType.of("found", "p.found", Tuple::getLong);

    private LargeValues() {}

    private static RowType<Integer> numbered() {
        Declaration row = new Declaration("p");
        Column<Integer> number = row.integer("n");
        row.column("bytes", Tuple::getLong);
        return row.decodedBy(number::in);
    }

    /** The value of a {@code text} column; null when it is long. PostgreSQL knows its length without reading it. */
    public static String text(String column) {
        return "CASE WHEN octet_length(%1$s) <= %2$d THEN %1$s END".formatted(column, LONGEST_TEXT);
    }

    /**
     * The text of a {@code json} column; null when it has more than {@code bytes} bytes or is certainly long.
     */
    public static String json(String column, int bytes) {
        String sql = """
                CASE WHEN pg_column_compression(%1$s) IS NULL AND pg_column_size(%1$s) <= %2$d THEN %1$s::text \
                WHEN pg_column_size(%1$s) <= %2$d / 2 THEN %3$s END""";
        return sql.formatted(column, bytes, upTo(bytes, column, "NULL"));
    }

    /** The text of a {@code jsonb} column; empty when it is long, see {@link JsonDocument#isLeftOut}. */
    public static String document(String column) {
        String sql = """
                CASE WHEN pg_column_size(%1$s) <= %2$d AND pg_column_compression(%1$s) IS NULL THEN %1$s::text \
                WHEN %1$s IS NULL THEN NULL \
                WHEN pg_column_size(%1$s) <= %3$d AND pg_column_compression(%1$s) IS NULL \
                THEN %4$s ELSE '' END""";
        return sql.formatted(column, SMALL_DOCUMENT, LONGEST_DOCUMENT, upTo(LONGEST_DOCUMENT, column, "''"));
    }

    /**
     * A relation {@code p} with the rows of a list that fit into a page, at least one, for lists that are no hot path:
     * it adds up the sizes of all {@code rows}. Its columns are {@code id}, {@code found}, and {@code n}, the order.
     *
     * @param rows selects {@code id}, {@code created_at} and {@code bytes} of each row up to the largest number of rows
     */
    public static String fitting(String rows) {
        return """
                (
                    SELECT s.id, s.found, s.n
                    FROM (
                        SELECT q.id, count(*) OVER () AS found, row_number() OVER listed AS n,
                            sum(q.bytes) OVER listed AS bytes
                        FROM (%s) q
                        WINDOW listed AS (ORDER BY q.created_at DESC, q.id DESC)
                    ) s
                    WHERE s.n = 1 OR s.bytes <= %d
                ) p""".formatted(rows, PAGE_BYTES);
    }

    /** Converts the column to text only once. */
    private static String upTo(int bytes, String column, String otherwise) {
        return "(SELECT CASE WHEN octet_length(v.t) <= %d THEN v.t ELSE %s END FROM (SELECT %s::text AS t OFFSET 0) v)"
                .formatted(bytes, otherwise, column);
    }

    /**
     * Builds a statement that reads rows one after the other and stops when it has read {@link #PAGE_BYTES}, so that
     * the database does not decompress what is not returned. It returns at least one row if there is one, and after the
     * first row none that exceeds the limit.
     *
     * @param row selects one row, whose place is {@code %s}
     * @param first the place of the first row
     * @param next the place after row {@code p}, of which {@code p.n} is the number, from 1
     * @param rows the most rows
     * @param text the columns of {@code row} that count, each a text or null
     */
    public static String inOrder(String row, String first, String next, int rows, List<String> text) {
        String bytes = text.stream()
                .map(column -> "COALESCE(octet_length(x.%s), 0)".formatted(column))
                .collect(Collectors.joining(" + "));
        return """
                WITH RECURSIVE p AS (
                    SELECT 1 AS n, CAST(%3$s AS bigint) AS bytes, x.* FROM (%1$s OFFSET 0) x
                    UNION ALL
                    SELECT p.n + 1, p.bytes + %3$s, x.* FROM p CROSS JOIN LATERAL (%2$s OFFSET 0) x
                    WHERE p.n < %4$d AND p.bytes < %5$d
                )
                SELECT * FROM p WHERE n = 1 OR bytes <= %5$d ORDER BY n
                """.formatted(row.formatted(first), row.formatted(next), bytes, rows, PAGE_BYTES);
    }
}
