package com.callmissed.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.SqlExecutor;

/**
 * A change of listed rows with one statement. All of them and their audit entries are one transaction.
 *
 * @param action for the audit log
 * @param kind of the targets in the audit log
 * @param idColumn of the list; the list also has {@code tenant_id}
 * @param sql has the parameters {@code $1} (tenants) and {@code $2} (ids), perhaps others; returns the ids that it has
 *     changed
 * @param described the columns of the list that the audit entry keeps
 */
record BulkChange(String action, String kind, String idColumn, String sql, List<String> described) {
    private static final String TENANT_ID = "tenant_id";
    private static final String OVERTAKEN = "changed_by_somebody_else";

    /** @param more the parameters of the statement from {@code $3} on */
    void run(Desk desk, Arguments arguments, Report report, Selection<Map<String, Object>> chosen, Object... more) {
        Run run = arguments.yes() ? Run.begin(arguments) : null;
        Set<UUID> changed = run == null ? null : changed(desk, run, chosen.rows(), more);
        List<Map<String, Object>> items = chosen.rows().stream()
                .map(row -> Change.item(
                        changed == null || changed.contains(id(row, idColumn)) ? Change.CHANGED : OVERTAKEN, row))
                .toList();
        report.change(new Change(
                action,
                run,
                items,
                chosen.more(),
                arguments.warnings(chosen.rows().size())));
    }

    private Set<UUID> changed(Desk desk, Run run, List<Map<String, Object>> rows, Object... more) {
        UUID[] tenants = rows.stream().map(row -> id(row, TENANT_ID)).toArray(UUID[]::new);
        UUID[] ids = rows.stream().map(row -> id(row, idColumn)).toArray(UUID[]::new);
        Object[] parameters =
                Stream.concat(Stream.of(tenants, ids), Stream.of(more)).toArray();
        return desk.await(desk.transactions()
                .perform(
                        connection -> {
                            SqlExecutor executor = SqlExecutor.on(connection);
                            return executor.execute(sql, parameters)
                                    .map(BulkChange::ids)
                                    .call(changed -> desk.audit()
                                            .append(
                                                    executor,
                                                    rows.stream()
                                                            .filter(row -> changed.contains(id(row, idColumn)))
                                                            .map(row -> run.entry(
                                                                    id(row, TENANT_ID),
                                                                    action,
                                                                    kind,
                                                                    id(row, idColumn),
                                                                    fields(row)))
                                                            .toList()));
                        },
                        changed -> List.of()));
    }

    private Map<String, Object> fields(Map<String, Object> row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        described.forEach(name -> fields.put(name, row.get(name)));
        return fields;
    }

    private static Set<UUID> ids(List<Tuple> rows) {
        return rows.stream().map(row -> row.getUUID(0)).collect(Collectors.toSet());
    }

    private static UUID id(Map<String, Object> row, String column) {
        return UUID.fromString((String) row.get(column));
    }
}
