package com.callmissed.admin;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One command.
 *
 * @param ids how many ids it takes as arguments
 * @param options besides {@code --json}, and {@code --yes} and {@code --reason} of a command that changes something
 */
record Command(String name, Ids ids, List<Option> options, boolean changes, String summary, Action action) {
    /** The ids that a command takes. */
    enum Ids {
        NONE(""),
        ONE("<id>"),
        ANY("[<id> ...]");

        private final String usage;

        Ids(String usage) {
            this.usage = usage;
        }
    }

    /** Runs the command. Blocks the calling thread. */
    interface Action {
        void run(Desk desk, Arguments arguments, Report report);
    }

    static Command reading(String name, Ids ids, String summary, Action action, Option... options) {
        return new Command(name, ids, List.of(options), false, summary, action);
    }

    /** @param sql a list with the parameters {@code $1}, a tenant or null for all, and {@code $2}, the limit */
    static Command listing(String name, String summary, String sql) {
        return reading(
                name,
                Ids.NONE,
                summary,
                (desk, arguments, report) -> report.list(desk.list(sql, arguments.tenant(), arguments.limit())),
                Option.TENANT,
                Option.LIMIT);
    }

    static Command changing(String name, Ids ids, String summary, Action action, Option... options) {
        return new Command(
                name,
                ids,
                Stream.concat(Arrays.stream(options), Stream.of(Option.REASON)).toList(),
                true,
                summary,
                action);
    }

    /** The arguments in the notation of a usage text. */
    String usage() {
        return Stream.of(
                        Stream.of(name, ids.usage),
                        options.stream().map(Option::usage),
                        Stream.of(changes ? "[--yes]" : ""))
                .flatMap(parts -> parts)
                .filter(part -> !part.isEmpty())
                .reduce((one, next) -> one + " " + next)
                .orElseThrow();
    }
}
