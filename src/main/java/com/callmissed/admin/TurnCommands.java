package com.callmissed.admin;

import java.util.List;

/** Conversations that wait for an automatic answer. */
final class TurnCommands implements CommandGroup {
    private static final String LIST = """
            SELECT q.tenant_id, q.conversation_id, q.asked_seq, q.failures,
                q.claim IS NOT NULL AND q.due_at > now() AS in_work, q.first_asked_at, q.due_at,
                GREATEST(0, extract(epoch FROM now() - q.due_at))::bigint AS overdue_seconds
            FROM autoreply_turn q
            WHERE $1::uuid IS NULL OR q.tenant_id = $1
            ORDER BY q.due_at
            LIMIT $2
            """;

    @Override
    public String name() {
        return "turns";
    }

    @Override
    public List<Command> commands() {
        return List.of(Command.listing(
                "list", "conversations that wait for an automatic answer, the longest overdue first", LIST));
    }
}
