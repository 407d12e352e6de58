package com.callmissed.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import com.callmissed.persistence.Columns;
import com.callmissed.thread.DeliveryStatus;

/** Messages of the business that failed, or whose outcome is unknown. */
final class MessageCommands implements CommandGroup {
    private static final String WEEK = "7d";
    private static final List<String> UNSENT = Stream.of(DeliveryStatus.values())
            .filter(DeliveryStatus::isRepeatable)
            .map(DeliveryStatus::value)
            .toList();
    private static final List<String> UNCERTAIN = List.of(DeliveryStatus.UNCERTAIN.value());

    private static final Option[] CHOICE = {Option.STATUS, Option.TENANT, Option.ERROR, Option.SINCE, Option.LIMIT};

    private static final String WHICH = """
            FROM message m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            WHERE m.status IN %s AND m.role = 'assistant' AND NOT m.imported
                AND ($1::uuid IS NULL OR m.tenant_id = $1) AND ($2::text IS NULL OR m.status = $2)
                AND ($3::text IS NULL OR m.metadata -> 'error' ->> 'code' = $3)
                AND ($4::uuid[] IS NOT NULL OR m.created_at >= now() - make_interval(secs => $5))
                AND ($4::uuid[] IS NULL OR m.id = ANY ($4))
            """.formatted(DeliveryStatus.in(DeliveryStatus::isRepeatable));

    private static final String SELECT = "SELECT " + UnsentMessage.LIST.sql() + "\n" + WHICH;
    private static final String ORDER = "ORDER BY m.created_at, m.id LIMIT $6";
    private static final String LIST = SELECT + ORDER;
    private static final String NEXT = SELECT + "AND (m.created_at, m.id) > ($7::timestamptz, $8::uuid)\n" + ORDER;

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
                                report.list(desk.list(ERRORS, parameters(arguments, UNSENT, arguments.limit()))),
                        CHOICE),
                Command.reading(
                        "list",
                        Command.Ids.NONE,
                        "messages that failed or are uncertain, oldest first",
                        (desk, arguments, report) ->
                                report.list(desk.read(LIST, parameters(arguments, UNSENT, arguments.limit())).stream()
                                        .map(row -> UnsentMessage.read(row).shown())
                                        .toList()),
                        CHOICE),
                Command.changing(
                        "retry",
                        Command.Ids.ANY,
                        "queues messages again, in the order of their conversation",
                        (desk, arguments, report) ->
                                repair(desk, arguments, report, MessageRepair.Decision.RETRY, UNSENT),
                        CHOICE),
                Command.changing(
                        "give-up",
                        Command.Ids.ANY,
                        "makes uncertain messages failed ones",
                        (desk, arguments, report) ->
                                repair(desk, arguments, report, MessageRepair.Decision.GIVE_UP, UNCERTAIN),
                        CHOICE));
    }

    private static void repair(
            Desk desk, Arguments arguments, Report report, MessageRepair.Decision decision, List<String> statuses) {
        arguments.requireChoice();
        MessageRepair repair = new MessageRepair(desk, decision, arguments);
        repair.run(choose(desk, arguments, statuses, repair), report);
    }

    /** What cannot be changed does not count towards the limit: it would be the oldest in each run. */
    private static Selection<UnsentMessage> choose(
            Desk desk, Arguments arguments, List<String> statuses, MessageRepair repair) {
        int changing = arguments.limitOfChange();
        int left = Arguments.MOST;
        List<UnsentMessage> chosen = new ArrayList<>();
        UnsentMessage last = null;
        List<UnsentMessage> page;
        do {
            page = next(desk, arguments, statuses, last);
            for (UnsentMessage message : page) {
                last = message;
                if (repair.refusal(message) != null) {
                    if (left > 0) {
                        left--;
                        chosen.add(message);
                    }
                } else if (changing > 0) {
                    changing--;
                    chosen.add(message);
                } else {
                    return new Selection<>(chosen, true);
                }
            }
        } while (page.size() == Arguments.MOST);
        return new Selection<>(chosen, false);
    }

    private static List<UnsentMessage> next(Desk desk, Arguments arguments, List<String> statuses, UnsentMessage last) {
        Object[] parameters = parameters(
                arguments,
                statuses,
                Arguments.MOST,
                Columns.timestamp(last == null ? Instant.EPOCH : last.createdAt()),
                last == null ? new UUID(0, 0) : last.id());
        return desk.read(NEXT, parameters).stream().map(UnsentMessage::read).toList();
    }

    private static Object[] parameters(Arguments arguments, List<String> statuses, Object... more) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(arguments.tenant());
        parameters.add(arguments.status(statuses));
        parameters.add(arguments.text(Option.ERROR));
        parameters.add(arguments.ids());
        parameters.add((double) arguments.since(WEEK).toSeconds());
        parameters.addAll(List.of(more));
        return parameters.toArray();
    }
}
