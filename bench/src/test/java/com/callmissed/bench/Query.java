package com.callmissed.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of the service that reads.
 *
 * @param sql with {@code $1} and so on, one for each of the {@code parameters}
 * @param parameters {@link Drawn}, or any other value for itself
 * @param numbers the range of the drawn numbers; null if nothing is drawn
 * @param rows number of rows that it must return
 */
record Query(String name, String sql, List<Object> parameters, Numbers numbers, int rows) implements Script {
    private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");

    /** The id of a row whose number is drawn for each transaction, see {@link Dataset#id}. */
    record Drawn(int kind) {}

    @Override
    public String text() {
        String draw = numbers == null ? "" : "\\set n random(%d, %d)%n".formatted(numbers.first(), numbers.last());
        return draw + bind(place -> ":p" + place, ":n") + ";\n";
    }

    @Override
    public Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        for (int place = 1; place <= parameters.size(); place++) {
            if (!(parameters.get(place - 1) instanceof Drawn)) {
                variables.put("p" + place, parameters.get(place - 1).toString());
            }
        }
        return variables;
    }

    @Override
    public void check(Connection connection) throws SQLException {
        String number = numbers == null ? "" : Integer.toString(numbers.first());
        try (Statement statement = connection.createStatement();
                ResultSet answer =
                        statement.executeQuery(bind(place -> "'" + parameters.get(place - 1) + "'", number))) {
            int read = 0;
            while (answer.next()) {
                read++;
            }
            WrongResult.unless(read == rows, "%s: the statement reads %d rows instead of %d", name, read, rows);
        }
    }

    private String bind(IntFunction<String> value, String number) {
        return PLACE.matcher(sql).replaceAll(match -> {
            int place = Integer.parseInt(match.group(1));
            String bound = parameters.get(place - 1) instanceof Drawn drawn
                    ? "bench_id(%d, %s)".formatted(drawn.kind(), number)
                    : value.apply(place);
            return Matcher.quoteReplacement(bound);
        });
    }
}
