package com.callmissed.testing;

import java.util.UUID;

/**
 * Rows that the API refuses today and that an earlier version has stored. Their JSON is as large as their text, but
 * PostgreSQL compresses it.
 */
public final class LargeRows {
    private LargeRows() {}

    /** Runs one statement. */
    @FunctionalInterface
    public interface Sql {
        int update(String sql, Object... parameters);
    }

    public static void bot(Sql database, UUID tenant, UUID id) {
        database.update(
                "INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)"
                        + " VALUES (?, ?, 'Shop', 'whatsapp', now(), now())",
                tenant,
                id);
    }

    /** Conversations of which every {@code nth} has {@code bytes} of metadata, and the others have a little. */
    public static void conversations(Sql database, UUID tenant, UUID bot, int count, int nth, int bytes) {
        database.update("""
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, created_at,
                    updated_at, metadata)
                SELECT ?, gen_random_uuid(), ?, 'whatsapp', '+1415' || n, t, t, t,
                    jsonb_build_object('n', n, 'note', repeat('x', CASE WHEN n % ? = 0 THEN ? ELSE 10 END))
                FROM generate_series(1, ?) n,
                    LATERAL (SELECT timestamptz '2026-01-01Z' + n / 2 * interval '1 second' AS t) made
                """, tenant, bot, nth, bytes, count);
    }

    /** Messages of a conversation of which every {@code nth} has {@code bytes} of content and of metadata. */
    public static void messages(Sql database, UUID tenant, UUID bot, UUID conversation, int count, int nth, int bytes) {
        database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at, metadata)
                SELECT ?, gen_random_uuid(), ?, ?, n, 'user', n || repeat('y', CASE WHEN n % ? = 0 THEN ? ELSE 10 END),
                    'text', 'sent', now(), CASE WHEN n % ? = 1 THEN jsonb_build_object('n', repeat('z', ?)) END
                FROM generate_series(1, ?) n
                """, tenant, conversation, bot, nth, bytes, nth, bytes, count);
        database.update("UPDATE conversation SET message_count = ? WHERE id = ?", count, conversation);
    }

    /** The whole log of a tenant, in which every {@code nth} event has {@code bytes}. */
    public static void events(Sql database, UUID tenant, int count, int nth, int bytes) {
        database.update("INSERT INTO event_counter VALUES (?, ?, 7, 7)", tenant, count);
        database.update("""
                INSERT INTO event (slot, tenant_id, seq, mark, prev_mark, written_at, body)
                SELECT 0, ?, n, 7, CASE WHEN n = 1 THEN 0 ELSE 7 END, now(),
                    json_build_object('type', 'test', 'conversation_id', gen_random_uuid(), 'occurred_at', now(),
                        'actor', json_build_object('kind', 'system', 'id', NULL), 'request_id', NULL,
                        'data', json_build_object('value', repeat('v', CASE WHEN n % ? = 0 THEN ? ELSE 10 END)))
                FROM generate_series(1, ?) n
                """, tenant, nth, bytes, count);
    }
}
