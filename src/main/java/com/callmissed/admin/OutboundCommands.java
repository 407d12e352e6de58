package com.callmissed.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.outbound.OutboundHold;
import com.callmissed.persistence.DatabaseOutage;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;

/** Whose messages are held. */
final class OutboundCommands implements CommandGroup {
    private static final String ALL = "all tenants";
    private static final String STORED = "stored";
    private static final String FOUND = "found";
    private static final String WARNING_OF_RELEASE =
            "Queued messages reach customers within seconds. Make sure that no other instance sends from a copy of"
                    + " this database";

    /** The holds that concern a tenant, with the two identities that differ if the database is a copy. */
    private static final String HOLDS = """
            SELECT CASE WHEN h.tenant_id = $1 THEN '%s' ELSE h.tenant_id::text END AS tenant, h.reason, h.held_at,
                (SELECT count(*) FROM outbox o
                 WHERE o.channel NOT IN %s AND (h.tenant_id = $1 OR o.tenant_id = h.tenant_id)) AS waiting,
                (SELECT i.identity FROM service_instance i WHERE h.found IS NOT NULL) AS stored, h.found
            FROM outbound_hold h
            WHERE $2::uuid IS NULL OR h.tenant_id IN ($1, $2)
            ORDER BY h.tenant_id <> $1, h.held_at
            LIMIT $3
            """.formatted(ALL, Channel.in(Channel::isLive));

    private static final String BOTS = "SELECT 1 FROM bot WHERE tenant_id = $1 LIMIT 1";

    /** What waits behind the lock of a hold waits this long, too. */
    private static final String LOCK_PATIENCE = "SET LOCAL lock_timeout = 1000";

    private static final Duration LOCK_PAUSE = Duration.ofMillis(500);
    private static final int LOCK_REPEATS = 3;

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
                                report.list(desk.list(HOLDS, OutboundHold.ALL, arguments.tenant(), arguments.limit())),
                        Option.TENANT,
                        Option.LIMIT),
                Command.changing(
                        "hold",
                        Command.Ids.NONE,
                        "holds the messages of a tenant, or of all tenants; they stay queued",
                        (desk, arguments, report) -> change(desk, arguments, report, Decision.HOLD),
                        Option.TENANT,
                        Option.ALL),
                Command.changing(
                        "release",
                        Command.Ids.NONE,
                        "sends what was held; a copy becomes the database of this instance",
                        (desk, arguments, report) -> change(desk, arguments, report, Decision.RELEASE),
                        Option.TENANT,
                        Option.ALL));
    }

    /** What an operator decides about the messages of one tenant, or of all. */
    private enum Decision {
        HOLD("outbound.hold", "held_already") {
            @Override
            boolean hasEffect(boolean held) {
                return !held;
            }

            @Override
            Uni<Boolean> apply(SqlExecutor transaction, UUID tenant) {
                return transaction.execute(LOCK_PATIENCE).chain(() -> OutboundHold.hold(transaction, tenant));
            }

            @Override
            List<String> warnings(Desk desk, UUID tenant, Holds before, boolean dryRun) {
                return tenant.equals(OutboundHold.ALL)
                                || !desk.read(BOTS, tenant).isEmpty()
                        ? List.of()
                        : List.of("The tenant has no bot. Is the id right?");
            }
        },
        RELEASE("outbound.release", "not_held") {
            @Override
            boolean hasEffect(boolean held) {
                return held;
            }

            @Override
            Uni<Boolean> apply(SqlExecutor transaction, UUID tenant) {
                return OutboundHold.release(transaction, tenant);
            }

            @Override
            List<String> warnings(Desk desk, UUID tenant, Holds before, boolean dryRun) {
                List<String> warnings = new ArrayList<>();
                if (!tenant.equals(OutboundHold.ALL) && before.of(OutboundHold.ALL) != null) {
                    warnings.add("The messages of all tenants stay held. This ends the hold of the tenant alone");
                } else if (dryRun && before.of(tenant) != null) {
                    warnings.add(WARNING_OF_RELEASE);
                }
                if (dryRun && before.of(tenant) != null && before.of(tenant).get(FOUND) != null) {
                    warnings.add("The database belongs to '%s' and becomes that of '%s'"
                            .formatted(
                                    before.of(tenant).get(STORED),
                                    before.of(tenant).get(FOUND)));
                }
                return warnings;
            }
        };

        private final String action;
        private final String vain;

        Decision(String action, String vain) {
            this.action = action;
            this.vain = vain;
        }

        abstract boolean hasEffect(boolean held);

        /** Returns whether it has changed anything. */
        abstract Uni<Boolean> apply(SqlExecutor transaction, UUID tenant);

        /** @param before the holds before the change */
        abstract List<String> warnings(Desk desk, UUID tenant, Holds before, boolean dryRun);
    }

    /** The holds that concern one tenant. */
    private record Holds(List<Map<String, Object>> rows) {
        private static Holds read(Desk desk, UUID tenant) {
            return new Holds(desk.list(HOLDS, OutboundHold.ALL, tenant, 2));
        }

        /** The hold of exactly this tenant, or of all; null if there is none. */
        private Map<String, Object> of(UUID tenant) {
            return rows.stream()
                    .filter(row -> row.get("tenant").equals(name(tenant)))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static String name(UUID tenant) {
        return tenant.equals(OutboundHold.ALL) ? ALL : tenant.toString();
    }

    private static void change(Desk desk, Arguments arguments, Report report, Decision decision) {
        UUID tenant = arguments.tenant() == null ? OutboundHold.ALL : arguments.tenant();
        Run run = arguments.yes() ? Run.begin(arguments) : null;
        Holds before = Holds.read(desk, tenant);
        boolean changed =
                run == null ? decision.hasEffect(before.of(tenant) != null) : apply(desk, decision, tenant, run);
        report.change(new Change(
                decision.action,
                run,
                List.of(Change.item(changed ? Change.CHANGED : decision.vain, Map.of("tenant", name(tenant)))),
                false,
                decision.warnings(desk, tenant, before, run == null)));
    }

    private static boolean apply(Desk desk, Decision decision, UUID tenant, Run run) {
        return desk.await(Uni.createFrom()
                .deferred(() -> desk.transactions()
                        .perform(connection -> apply(desk, connection, decision, tenant, run), done -> List.of()))
                .onFailure(DatabaseOutage::isLocked)
                .retry()
                .withBackOff(LOCK_PAUSE, LOCK_PAUSE)
                .atMost(LOCK_REPEATS)
                .onFailure(DatabaseOutage::isLocked)
                .transform(locked -> new RefusedException("Nothing is changed: a transaction that writes messages does"
                        + " not end. Run the command again")));
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
}
