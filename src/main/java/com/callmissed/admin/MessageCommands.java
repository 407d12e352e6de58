package com.callmissed.admin;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Messages of the business that failed, or whose outcome is unknown. */
final class MessageCommands implements CommandGroup {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final String WEEK = "7d";
    private static final List<String> UNSENT = List.of("failed", "uncertain");
    private static final List<String> UNCERTAIN = List.of("uncertain");

    private static final String WHICH = """
            FROM message m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            WHERE m.status IN ('uncertain', 'failed') AND m.role = 'assistant' AND NOT m.imported
                AND ($1::uuid IS NULL OR m.tenant_id = $1) AND ($2::text IS NULL OR m.status = $2)
                AND ($3::text IS NULL OR m.metadata -> 'error' ->> 'code' = $3)
                AND ($4::uuid[] IS NOT NULL OR m.created_at >= now() - make_interval(secs => $5))
                AND ($4::uuid[] IS NULL OR m.id = ANY ($4))
            """;

    private static final String LIST =
            "SELECT " + UnsentMessage.LIST.sql() + "\n" + WHICH + "ORDER BY m.created_at, m.id LIMIT $6";

    private static final String ERRORS = """
            SELECT m.status, m.metadata -> 'error' ->> 'code' AS error_code,
                min(m.metadata -> 'error' ->> 'title') AS error_title, count(*) AS messages,
                count(DISTINCT m.tenant_id) AS tenants, min(m.created_at) AS first_at, max(m.created_at) AS last_at
            """ + WHICH + """
            GROUP BY m.status, m.metadata -> 'error' ->> 'code'
            ORDER BY messages DESC, m.status, error_code
            LIMIT $6
            """;

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.reading(
                        "errors",
                        Command.Ids.NONE,
                        "how many messages were not sent, by status and provider error",
                        (desk, arguments, report) ->
                                report.list(desk.list(ERRORS, parameters(arguments, UNSENT, USUAL, MOST))),
                        Option.STATUS,
                        Option.TENANT,
                        Option.ERROR,
                        Option.SINCE,
                        Option.LIMIT),
                Command.reading(
                        "list",
                        Command.Ids.NONE,
                        "messages that failed or are uncertain, oldest first",
                        (desk, arguments, report) ->
                                report.list(desk.read(LIST, parameters(arguments, UNSENT, USUAL, MOST)).stream()
                                        .map(row -> UnsentMessage.read(row).shown())
                                        .toList()),
                        Option.STATUS,
                        Option.TENANT,
                        Option.ERROR,
                        Option.SINCE,
                        Option.LIMIT),
                Command.changing(
                        "retry",
                        Command.Ids.ANY,
                        "queues messages again, in the order of their conversation",
                        (desk, arguments, report) ->
                                repair(desk, arguments, report, MessageRepair.Decision.RETRY, UNSENT),
                        Option.STATUS,
                        Option.TENANT,
                        Option.ERROR,
                        Option.SINCE,
                        Option.LIMIT),
                Command.changing(
                        "give-up",
                        Command.Ids.ANY,
                        "makes uncertain messages failed ones",
                        (desk, arguments, report) ->
                                repair(desk, arguments, report, MessageRepair.Decision.GIVE_UP, UNCERTAIN),
                        Option.STATUS,
                        Option.TENANT,
                        Option.ERROR,
                        Option.SINCE,
                        Option.LIMIT));
    }

    private static void repair(
            Desk desk, Arguments arguments, Report report, MessageRepair.Decision decision, List<String> statuses) {
        arguments.requireChoice();
        int limit = arguments.limitOfChange(MOST);
        Object[] parameters = parameters(arguments, statuses, MOST, MOST);
        parameters[parameters.length - 1] = limit + 1;
        List<UnsentMessage> found =
                desk.read(LIST, parameters).stream().map(UnsentMessage::read).toList();
        Change change = new MessageRepair(desk, decision, arguments).run(Selection.of(found, limit));
        report.change(change);
        if (change.items().stream().anyMatch(item -> MessageRepair.DATABASE.equals(item.get(Change.RESULT)))) {
            throw new RefusedException("The database did not change all of them. Run the command again");
        }
    }

    private static Object[] parameters(Arguments arguments, List<String> statuses, int usual, int most) {
        Duration since = arguments.since(WEEK);
        UUID[] ids = arguments.ids();
        return new Object[] {
            arguments.tenant(),
            arguments.status(statuses),
            arguments.text(Option.ERROR),
            ids,
            (double) since.toSeconds(),
            arguments.limit(usual, most)
        };
    }
}
