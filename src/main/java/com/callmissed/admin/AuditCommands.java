package com.callmissed.admin;

import java.util.List;

/** The audit log. */
final class AuditCommands implements CommandGroup {
    private static final String LIST = """
            SELECT a.at, a.tenant_id, a.actor, a.action, a.target, a.request_id, a.details
            FROM audit_entry a
            WHERE $1::uuid IS NULL OR a.tenant_id = $1
            ORDER BY a.at DESC, a.id DESC
            LIMIT $2
            """;

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public List<Command> commands() {
        return List.of(Command.listing("list", "what was changed, newest first", LIST));
    }
}
