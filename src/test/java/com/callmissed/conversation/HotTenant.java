package com.callmissed.conversation;

import java.util.UUID;

import com.callmissed.testing.Database;

/** The rows of {@link HotReadsTest}: a tenant with 200 000 conversations and contacts among thousands of small ones. */
final class HotTenant {
    static final UUID BOT = UUID.randomUUID();
    static final UUID LONG_THREAD = UUID.randomUUID();
    static final UUID FREQUENT_CALLER = UUID.randomUUID();
    static final UUID REPLY = UUID.randomUUID();

    private HotTenant() {}

    /** Inserts the conversations, with the statistics of before. */
    static void addConversations(UUID tenant) {
        Database.update(
                "INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)"
                        + " VALUES (?, ?, 'b', 'whatsapp', now(), now())",
                tenant,
                BOT);
        learnThatTenantsAreSmall();
        addContacts(tenant);
        Database.update("""
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status, status_changed_at,
                    last_message_at, created_at, updated_at, contact_id)
                SELECT ?, gen_random_uuid(), ?, CASE WHEN n % 4 = 0 THEN 'voice' ELSE 'whatsapp' END, '+' || n,
                    (ARRAY['active', 'completed', 'escalated', 'failed'])[1 + n % 4], t, t, t, t,
                    CASE WHEN n % 8 = 0 THEN ?::uuid ELSE md5('contact ' || n - (n % 4 = 0)::integer)::uuid END
                FROM generate_series(1, 200000) n,
                    LATERAL (SELECT timestamptz '2026-01-01Z' + n * interval '1 second' AS t)
                """, tenant, BOT, FREQUENT_CALLER);
        Database.update("""
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, message_count,
                    created_at, updated_at)
                VALUES (?, ?, ?, 'whatsapp', '+0', '2025-01-01Z', 20000, '2025-01-01Z', '2025-01-01Z')
                """, tenant, LONG_THREAD, BOT);
    }

    /** Inserts the rest, and updates the statistics. */
    static void addMessages(UUID tenant) {
        Database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at)
                SELECT ?, gen_random_uuid(), ?, ?, n, 'user', 'message ' || n, 'text', 'sent', now()
                FROM generate_series(1, 20000) n
                """, tenant, LONG_THREAD, BOT);
        Database.update("INSERT INTO event_counter (tenant_id, last_seq, mark, prev_mark) VALUES (?, 7, 7, 7)", tenant);
        Database.update("""
                INSERT INTO event_counter (tenant_id, last_seq, mark, prev_mark)
                SELECT gen_random_uuid(), 1, 1, 0 FROM generate_series(1, 3000)
                """);
        Database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at)
                VALUES (?, ?, ?, ?, 20001, 'assistant', 'Yes', 'text', 'queued', now())
                """, tenant, REPLY, LONG_THREAD, BOT);
        Database.update("""
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, due_at)
                SELECT tenant_id, id, 1, gen_random_uuid(), channel, 'infinity' FROM conversation WHERE tenant_id = ?
                ORDER BY id LIMIT 3000
                """, tenant);
        Database.update("ANALYZE bot, conversation, message, event_counter, outbox");
    }

    /** A contact for each thread, who also calls now and then, and one who has called 25 000 times. */
    private static void addContacts(UUID tenant) {
        Database.update("""
                INSERT INTO contact (tenant_id, id, name, created_at, updated_at)
                SELECT ?, md5('contact ' || n)::uuid, CASE WHEN n % 3 = 0 THEN 'Anna ' ELSE 'Berta ' END || n, t, t
                FROM generate_series(1, 200000) n,
                    LATERAL (SELECT timestamptz '2026-01-01Z' + n * interval '1 second' AS t)
                """, tenant);
        Database.update("""
                INSERT INTO contact (tenant_id, id, name, created_at, updated_at)
                VALUES (?, ?, 'Carla Frequent', '2025-01-01Z', '2025-01-01Z')
                """, tenant, FREQUENT_CALLER);
        Database.update("""
                INSERT INTO contact_identity (tenant_id, kind, value, contact_id, address, linked_at)
                SELECT tenant_id, CASE WHEN name = 'Carla Frequent' THEN 'address' ELSE 'phone' END,
                    CASE WHEN name = 'Carla Frequent' THEN 'sip:carla@example.com'
                        ELSE '+1415' || lpad(split_part(name, ' ', 2), 7, '0') END,
                    id, name, created_at
                FROM contact WHERE tenant_id = ?
                """, tenant);
        Database.update("""
                INSERT INTO contact_identity (tenant_id, kind, value, contact_id, address, linked_at)
                VALUES (?, 'phone', '+14159999999', ?, '+14159999999', '2025-01-01Z')
                """, tenant, FREQUENT_CALLER);
        Database.update("ANALYZE contact, contact_identity");
    }

    /** The state before the first big tenant: statistics of tenants with one conversation each. */
    private static void learnThatTenantsAreSmall() {
        Database.update("""
                WITH small AS (
                    INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)
                    SELECT gen_random_uuid(), gen_random_uuid(), 'b', 'ivr', now(), now() FROM generate_series(1, 3000)
                    RETURNING tenant_id, id
                )
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, created_at,
                    updated_at)
                SELECT tenant_id, gen_random_uuid(), id, 'voice', '+1', now(), now(), now() FROM small
                """);
        Database.update("ANALYZE conversation");
    }
}
