package com.callmissed.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.outbound.OutboundHold;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;

/** Whose messages are held. */
final class OutboundCommands implements CommandGroup {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final String ALL = "all tenants";
    private static final List<String> WARNING_OF_RELEASE = List.of(
            "Queued messages reach customers within seconds. Make sure that no other instance sends from a copy of"
                    + " this database");

    private static final String HOLDS = """
            SELECT CASE WHEN h.tenant_id = $1 THEN '%s' ELSE h.tenant_id::text END AS tenant, h.reason, h.held_at,
                (SELECT count(*) FROM outbox o
                 WHERE o.channel NOT IN %s AND (h.tenant_id = $1 OR o.tenant_id = h.tenant_id)) AS waiting
            FROM outbound_hold h
            WHERE $2::uuid IS NULL OR h.tenant_id = $2
            ORDER BY h.tenant_id <> $1, h.held_at
            LIMIT $3
            """.formatted(ALL, Channel.in(Channel::isLive));

    @Override
    public String name() {
        return "outbound";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.reading(
                        "status",
                        Command.Ids.NONE,
                        "whose messages are held, and how many wait",
                        (desk, arguments, report) ->
                                report.list(holds(desk, arguments.tenant(), arguments.limit(USUAL, MOST))),
                        Option.TENANT,
                        Option.LIMIT),
                Command.changing(
                        "hold",
                        Command.Ids.NONE,
                        "holds the messages of a tenant, or of all tenants; they stay queued",
                        (desk, arguments, report) -> change(desk, arguments, report, Decision.HOLD),
                        Option.TENANT),
                Command.changing(
                        "release",
                        Command.Ids.NONE,
                        "sends what was held; a copy becomes the database of this instance",
                        (desk, arguments, report) -> change(desk, arguments, report, Decision.RELEASE),
                        Option.TENANT));
    }

    /** What an operator decides about the messages of one tenant, or of all. */
    private enum Decision {
        HOLD("outbound.hold", "held_already", List.of()) {
            @Override
            boolean hasEffect(boolean held) {
                return !held;
            }

            @Override
            Uni<Boolean> apply(SqlExecutor transaction, UUID tenant) {
                return OutboundHold.hold(transaction, tenant);
            }
        },
        RELEASE("outbound.release", "not_held", WARNING_OF_RELEASE) {
            @Override
            boolean hasEffect(boolean held) {
                return held;
            }

            @Override
            Uni<Boolean> apply(SqlExecutor transaction, UUID tenant) {
                return OutboundHold.release(transaction, tenant);
            }
        };

        private final String action;
        private final String vain;
        private final List<String> warnings;

        Decision(String action, String vain, List<String> warnings) {
            this.action = action;
            this.vain = vain;
            this.warnings = warnings;
        }

        abstract boolean hasEffect(boolean held);

        /** Returns whether it has changed anything. */
        abstract Uni<Boolean> apply(SqlExecutor transaction, UUID tenant);
    }

    private static void change(Desk desk, Arguments arguments, Report report, Decision decision) {
        UUID tenant = arguments.tenant() == null ? OutboundHold.ALL : arguments.tenant();
        Run run = arguments.yes() ? Run.begin(arguments) : null;
        boolean changed = run == null
                ? decision.hasEffect(!holds(desk, tenant, 1).isEmpty())
                : desk.await(desk.transactions()
                        .perform(connection -> apply(desk, connection, decision, tenant, run), done -> List.of()));
        Map<String, Object> item = new LinkedHashMap<>();
        item.put(Change.RESULT, changed ? Change.CHANGED : decision.vain);
        item.put("tenant", tenant.equals(OutboundHold.ALL) ? ALL : tenant.toString());
        report.change(new Change(
                decision.action,
                run == null,
                run == null ? null : run.id(),
                List.of(item),
                false,
                run == null && changed ? decision.warnings : List.of()));
    }

    private static Uni<Boolean> apply(Desk desk, SqlConnection connection, Decision decision, UUID tenant, Run run) {
        SqlExecutor transaction = SqlExecutor.on(connection);
        UUID audited = tenant.equals(OutboundHold.ALL) ? null : tenant;
        return decision.apply(transaction, tenant).call(changed -> desk.audit()
                .append(
                        transaction,
                        changed
                                ? List.of(run.entry(audited, decision.action, "outbound", tenant, Map.of()))
                                : List.of()));
    }

    private static List<Map<String, Object>> holds(Desk desk, UUID tenant, int limit) {
        return desk.list(HOLDS, OutboundHold.ALL, tenant, limit);
    }
}
