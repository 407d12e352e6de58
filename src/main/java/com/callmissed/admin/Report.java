package com.callmissed.admin;

import java.io.PrintStream;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonObject;

/**
 * What a command prints: a table or lines for people, or JSON for programs. Rows are maps of the names of their columns
 * to values of JSON.
 */
final class Report {
    private static final String NOTHING = "-";
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;

    Report(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** Converts a value of the driver to one of JSON. */
    static Object value(Object column) {
        if (column instanceof Object[] array) {
            return Arrays.stream(array).map(Report::value).toList();
        }
        if (column instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        return column == null
                        || column instanceof Number
                        || column instanceof Boolean
                        || column instanceof JsonObject
                        || column instanceof Collection<?>
                ? column
                : column.toString();
    }

    /** Prints one row in each line; in JSON one object in each line. */
    void list(List<Map<String, Object>> rows) {
        if (json) {
            rows.forEach(row -> out.println(encode(row)));
        } else if (rows.isEmpty()) {
            out.println("None.");
        } else {
            table(rows);
        }
    }

    /** Prints one field in each line; in JSON one object. */
    void document(Map<String, Object> document) {
        if (json) {
            out.println(encode(document));
        } else {
            document.forEach((name, value) -> out.println(name + ": " + cell(value)));
        }
    }

    /** Names a run of several transactions before the first one, so that a run that is killed can be found, too. */
    void begins(Run run) {
        err.println("admin: the run is " + run.id() + " in the audit log");
    }

    /** Prints what was changed, or what would be; in JSON one object. */
    void change(Change change) {
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("action", change.action());
            document.put("dry_run", change.dryRun());
            document.put("run_id", change.runId());
            document.put("changed", change.changed());
            document.put("skipped", change.items().size() - change.changed());
            document.put("more", change.more());
            document.put("warnings", change.warnings());
            document.put("items", change.items());
            out.println(encode(document));
            return;
        }
        list(change.items());
        change.warnings().forEach(warning -> out.println("Warning: " + warning));
        out.println(summary(change));
        if (change.more()) {
            out.println("More match than --limit. Run the command again for the others.");
        }
        if (change.dryRun() && change.changed() > 0) {
            out.println("Dry run: nothing was changed. Add --yes to do it.");
        }
    }

    private static String summary(Change change) {
        long skipped = change.items().size() - change.changed();
        return change.action() + ": " + change.changed() + (change.dryRun() ? " would be changed, " : " changed, ")
                + skipped + " left as they are"
                + (change.runId() == null ? "." : ". The run is " + change.runId() + " in the audit log.");
    }

    private void table(List<Map<String, Object>> rows) {
        List<String> names = new ArrayList<>(rows.get(0).keySet());
        List<Integer> widths = names.stream()
                .map(name -> rows.stream()
                        .mapToInt(row -> cell(row.get(name)).length())
                        .reduce(name.length(), Math::max))
                .toList();
        out.println(line(names, widths));
        rows.forEach(row ->
                out.println(line(names.stream().map(name -> cell(row.get(name))).toList(), widths)));
    }

    private static String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i))
                    .append(" ".repeat(widths.get(i) - cells.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    /** Without control characters, because a terminal obeys them. */
    private static String cell(Object value) {
        return value == null ? NOTHING : CONTROL.matcher(text(value)).replaceAll("?");
    }

    private static String text(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return value instanceof JsonObject object ? object.encode() : value.toString();
    }

    private static String encode(Map<String, Object> document) {
        return new JsonObject(document).encode();
    }
}
