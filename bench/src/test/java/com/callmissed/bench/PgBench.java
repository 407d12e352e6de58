package com.callmissed.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The load of PostgreSQL's pgbench: prepared statements over as many connections as {@link Load} has. */
final class PgBench implements Limit {
    private static final Pattern PER_SECOND = Pattern.compile("^tps = ([\\d.]+)", Pattern.MULTILINE);
    private static final Pattern LATENCY = Pattern.compile("^latency average = ([\\d.]+) ms", Pattern.MULTILINE);
    private static final Pattern FAILED =
            Pattern.compile("^number of failed transactions: [1-9]|aborted|ERROR|FATAL", Pattern.MULTILINE);

    @Override
    public Transactions run(Script script, String databaseUrl, Duration duration) {
        Path file = Tool.write(script.name() + ".sql", script.text());
        URI uri = URI.create(databaseUrl);
        List<String> command = new ArrayList<>(List.of(
                "pgbench",
                "--protocol=prepared",
                "--no-vacuum",
                "--client=" + Load.CONNECTIONS,
                "--jobs=2",
                "--time=" + duration.toSeconds(),
                "--file=" + file));
        script.variables().forEach((name, value) -> command.add("--define=" + name + "=" + value));
        String options = script.settings().stream()
                .map(setting -> "-c%20" + setting.replace("=", "%3D"))
                .collect(Collectors.joining("%20"));
        command.add("postgresql://" + uri.getUserInfo() + "@" + uri.getHost() + ":" + uri.getPort() + uri.getPath()
                + (options.isEmpty() ? "" : "?options=" + options));
        return parse(script.name(), Tool.output(command.toArray(String[]::new)));
    }

    /** Parses the report of pgbench. */
    static Transactions parse(String name, String output) {
        Matcher perSecond = PER_SECOND.matcher(output);
        Matcher latency = LATENCY.matcher(output);
        WrongResult.unless(
                !FAILED.matcher(output).find() && perSecond.find() && latency.find(),
                "%s: pgbench said%n%s",
                name,
                output);
        return new Transactions(Double.parseDouble(perSecond.group(1)), Double.parseDouble(latency.group(1)));
    }
}
