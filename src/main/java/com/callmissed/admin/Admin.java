package com.callmissed.admin;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.smallrye.config.SmallRyeConfig;
import io.vertx.pgclient.PgException;

import com.callmissed.config.DatabaseUrlConfigSource;
import com.callmissed.events.EventConfig;
import com.callmissed.persistence.DatabaseOutage;

import static com.callmissed.config.DatabaseUrlConfigSource.DATABASE_URL;

/** The command {@code admin}: lists and repairs with the database alone. */
public final class Admin {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /** PostgreSQL manual, appendix A: undefined_table, undefined_column. */
    private static final List<String> OTHER_SCHEMA = List.of("42P01", "42703");

    private static final List<CommandGroup> GROUPS = List.of(
            new PayloadCommands(),
            new MessageCommands(),
            new OutboundCommands(),
            new TurnCommands(),
            new TenantCommands(),
            new KeyCommands(),
            new PepperCommands(),
            new EventCommands(),
            new DatabaseCommands(),
            new AuditCommands());

    private Admin() {}

    /**
     * The configuration that {@link #run} reads for these arguments. A malformed setting that a command does not need
     * must not stop it.
     */
    public static List<Class<?>> mappings(List<String> args) {
        return Stream.concat(
                        Stream.of(EventConfig.class),
                        GROUPS.stream()
                                .filter(group -> args.indexOf(group.name()) == 0)
                                .flatMap(group -> group.mappings().stream()))
                .toList();
    }

    /**
     * Runs one command. Blocks the calling thread, which must not be an event loop.
     *
     * @param args the arguments after {@code admin}
     * @param settings read with {@link #mappings}
     * @param out gets the result
     * @param err gets a reason in one line
     * @return the exit code: 0; 1 when the command failed; 2 when the arguments are wrong
     */
    public static int run(List<String> args, SmallRyeConfig settings, PrintStream out, PrintStream err) {
        if (args.isEmpty() || args.contains("--help") || args.contains("-h")) {
            out.println(usage());
            return args.isEmpty() ? USAGE : DONE;
        }
        try {
            Command command = find(args);
            Arguments arguments = parse(args.get(0), command, args.subList(2, args.size()));
            checkDatabase(settings);
            try (Desk desk = Desk.open(settings)) {
                command.action().run(desk, arguments, new Report(out, err, arguments.json()));
            }
            return DONE;
        } catch (UsageException e) {
            err.println("admin: " + e.getMessage());
            return USAGE;
        } catch (RefusedException e) {
            err.println("admin: " + e.getMessage());
        } catch (RuntimeException e) {
            err.println("admin: " + reason(e));
        }
        return FAILED;
    }

    private static void checkDatabase(SmallRyeConfig settings) {
        String url = settings.getOptionalValue(DATABASE_URL, String.class)
                .orElseThrow(() -> new RefusedException(DATABASE_URL + " is missing"));
        if (!DatabaseUrlConfigSource.isValid(url)) {
            throw new RefusedException(DATABASE_URL + " is malformed");
        }
    }

    private static Command find(List<String> args) {
        CommandGroup group = GROUPS.stream()
                .filter(each -> each.name().equals(args.get(0)))
                .findFirst()
                .orElseThrow(() -> new UsageException("unknown command " + args.get(0) + ", see admin --help"));
        return group.commands().stream()
                .filter(each -> args.size() > 1 && each.name().equals(args.get(1)))
                .findFirst()
                .orElseThrow(() -> new UsageException(group.name() + " needs one of "
                        + String.join(
                                ", ",
                                group.commands().stream().map(Command::name).toList())));
    }

    private static Arguments parse(String group, Command command, List<String> words) {
        try {
            return Arguments.parse(command, words);
        } catch (UsageException e) {
            throw new UsageException(e.getMessage() + "; usage: admin " + group + " " + command.usage());
        }
    }

    private static String reason(RuntimeException failure) {
        if (failure instanceof PgException refused && OTHER_SCHEMA.contains(refused.getSqlState())) {
            return "The database has the schema of another version: run migrate, or the command of that version";
        }
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String line = message.strip().replaceAll("\\s+", " ");
        return failure instanceof PgException || DatabaseOutage.isBehind(failure)
                ? "The database cannot be used: " + line
                : line;
    }

    private static String usage() {
        List<String> lines = new ArrayList<>();
        lines.add("Usage: admin <command>. It needs DATABASE_URL and no running service. See docs/operate.md.");
        for (CommandGroup group : GROUPS) {
            lines.add("");
            for (Command command : group.commands()) {
                lines.add("  " + group.name() + " " + command.usage());
                lines.add("          " + command.summary());
            }
        }
        lines.add("");
        lines.add("--json prints JSON: a list has one object in each line. A change is a dry run without --yes.");
        lines.add("Exit codes: 0 done, 1 failed, 2 wrong arguments.");
        return String.join("\n", lines);
    }
}
