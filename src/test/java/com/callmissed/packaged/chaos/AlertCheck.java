package com.callmissed.packaged.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import com.callmissed.testing.Promtool;

/** Replays what was recorded to the rules of the chart, and compares the alerts that fire. */
final class AlertCheck {
    static final Path RULES = Path.of("deploy/helm/conversations/rules/alerts.yaml");

    private static final Path FOLDER = Path.of("target/chaos");
    /** An objective needs an hour before it burns. */
    private static final int BEFORE = 75;
    /** The longest window of a rule, and the time that it waits then. */
    private static final int DURING = 30;
    /** The longest window of a rule, after which nothing of the fault is left. */
    private static final int AFTER = 35;

    private AlertCheck() {}

    /**
     * Fails with the output of promtool, which names the alerts that fire, unless they are those of the fault: none
     * before it, exactly these during it, and none at the end.
     */
    static void passes(Fault fault, Window before, Window during, Window after)
            throws IOException, InterruptedException {
        Replay replay = new Replay(List.of(
                new Replay.Phase(before, BEFORE), new Replay.Phase(during, DURING), new Replay.Phase(after, AFTER)));
        StringBuilder test = new StringBuilder("rule_files:\n  - " + RULES.toAbsolutePath()
                + "\nevaluation_interval: 1m\ntests:\n  - name: " + fault.description()
                + "\n    interval: 1m\n    input_series:\n");
        replay.series().forEach((name, values) -> test.append("      - series: '")
                .append(name.replace("'", "''"))
                .append("'\n        values: ")
                .append(String.join(" ", values))
                .append('\n'));
        test.append("    promql_expr_test:\n");
        expect(test, firing(BEFORE - 1), BEFORE - 1, List.of());
        expect(test, firing(DURING), BEFORE + DURING - 1, fault.alerts());
        expect(test, firing(0), BEFORE + DURING + AFTER - 1, List.of());
        Path file = Files.createDirectories(FOLDER)
                .resolve(fault.name().toLowerCase(Locale.ROOT) + ".yaml")
                .toAbsolutePath();
        Files.writeString(file, test);
        Promtool.run("test", "rules", file.toString());
    }

    /** @param minutes also those that have fired in this time; 0 for now */
    private static String firing(int minutes) {
        String firing = "ALERTS{alertstate=\"firing\"}";
        return "group by (alertname) (" + (minutes == 0 ? firing : "max_over_time(" + firing + "[" + minutes + "m])")
                + ")";
    }

    private static void expect(StringBuilder test, String query, int at, List<String> alerts) {
        test.append("      - expr: '")
                .append(query)
                .append("'\n        eval_time: ")
                .append(at)
                .append("m\n        exp_samples:")
                .append(alerts.isEmpty() ? " []\n" : "\n");
        for (String alert : alerts) {
            test.append("          - labels: '{alertname=\"").append(alert).append("\"}'\n            value: 1\n");
        }
    }
}
