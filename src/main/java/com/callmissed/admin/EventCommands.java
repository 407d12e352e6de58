package com.callmissed.admin;

import java.util.List;

/** The event log. */
final class EventCommands implements CommandGroup {
    private static final String STATUS = """
            SELECT k.tenant_id, k.last_seq, first.seq AS first_seq, first.written_at AS first_at,
                last.written_at AS last_at, k.last_seq = COALESCE(last.seq, k.last_seq) AS complete
            FROM event_counter k
            LEFT JOIN LATERAL (
                SELECT e.seq, e.written_at FROM event e WHERE e.tenant_id = k.tenant_id ORDER BY e.seq LIMIT 1
            ) first ON true
            LEFT JOIN LATERAL (
                SELECT e.seq, e.written_at FROM event e WHERE e.tenant_id = k.tenant_id ORDER BY e.seq DESC LIMIT 1
            ) last ON true
            WHERE $1::uuid IS NULL OR k.tenant_id = $1
            ORDER BY k.last_seq DESC, k.tenant_id
            LIMIT $2
            """;

    /** The numbers of rows are those of the last vacuum. */
    private static final String SLOTS = """
            SELECT s.relname AS slot, GREATEST(0, s.reltuples)::bigint AS events_about,
                pg_total_relation_size(s.oid) AS bytes
            FROM pg_inherits i JOIN pg_class s ON s.oid = i.inhrelid
            WHERE i.inhparent = 'event'::regclass
            ORDER BY s.relname
            """;

    @Override
    public String name() {
        return "events";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.listing(
                        "status", "the first and the last event in the log of each tenant, longest logs first", STATUS),
                Command.reading(
                        "slots",
                        Command.Ids.NONE,
                        "size of the tables of the log",
                        (desk, arguments, report) -> report.list(desk.list(SLOTS))));
    }
}
