package com.callmissed.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load of <a href="https://github.com/wg/wrk">wrk</a>, with a script that checks every response. */
final class Wrk implements Load {
    private static final Pattern RESULT = Pattern.compile(
            "^RESULT (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (.*)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final double MICROS = 1e6;
    private static final double MICROS_PER_MILLI = 1e3;

    /** Counts in each thread. The first wrong response is kept for the report. */
    private static final String COUNTING = """
            wrong, example = 0, ''
            function init(arguments)
              math.randomseed(20250601)
            end
            function response(status, headers, body)
              if not right(status, body) then
                wrong = wrong + 1
                if wrong == 1 then example = status .. ' ' .. body:sub(1, 1000) end
              end
            end
            local threads = {}
            function setup(thread) table.insert(threads, thread) end
            function done(summary, latency, requests)
              local wrongs, first = 0, ''
              for _, thread in ipairs(threads) do
                wrongs = wrongs + thread:get('wrong')
                if first == '' then first = thread:get('example') end
              end
              local errors = summary.errors
              io.write(string.format('RESULT %d %d %d %d %d %d %s\\n', summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99),
                errors.connect + errors.read + errors.write + errors.timeout, wrongs, first))
            end
            """;

    @Override
    public Answers run(Requests requests, Client client, Duration duration) {
        Path script = Tool.write(requests.name() + ".lua", requests.lua(client) + COUNTING);
        return parse(
                requests.name(),
                Tool.output(
                        "wrk",
                        "--threads=1",
                        "--connections=" + CONNECTIONS,
                        "--duration=" + duration.toSeconds() + "s",
                        "--timeout=5s",
                        "--latency",
                        "--script=" + script,
                        client.address()));
    }

    /** Parses the output of the script. */
    static Answers parse(String name, String output) {
        Matcher result = RESULT.matcher(output);
        WrongResult.unless(result.find(), "%s: wrk said%n%s", name, output);
        long count = Long.parseLong(result.group(1));
        WrongResult.unless(
                count > 0 && result.group(5).equals("0"),
                "%s: %s connections broke or timed out, %d responses",
                name,
                result.group(5),
                count);
        WrongResult.unless(
                result.group(6).equals("0"),
                "%s: %s of %d responses were wrong, such as %s",
                name,
                result.group(6),
                count,
                result.group(7));
        return new Answers(
                count,
                Long.parseLong(result.group(2)) / MICROS,
                Long.parseLong(result.group(3)) / MICROS_PER_MILLI,
                Long.parseLong(result.group(4)) / MICROS_PER_MILLI);
    }
}
