package com.callmissed.thread;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;

/** One conversation in its own tenant, inserted directly into the database, and the changes of its row. */
final class ThreadProbe {
    /** The value of {@code updated_at} when the clock of another replica is ahead. */
    static final String AHEAD = "now() + interval '1 hour'";

    private static final ObjectMapper JSON = new ObjectMapper();

    final Api api;
    final UUID tenant;
    final UUID bot;
    final UUID id = UUID.randomUUID();
    final String customer;
    final String callId = "CA" + id.toString().replace("-", "");

    private final Instant start = Instant.now().minusSeconds(2);
    private Map<String, Object> before;

    private ThreadProbe(Api api, UUID bot, String customer) {
        this.api = api;
        this.tenant = api.tenant();
        this.bot = bot;
        this.customer = customer;
    }

    /** An active conversation whose row was changed last, and whose customer wrote last, one hour ago. */
    static ThreadProbe of(Channel channel) {
        ThreadProbe probe = new ThreadProbe(Api.ofFreshTenant(), UUID.randomUUID(), Api.randomNumber());
        Database.update("""
                INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)
                VALUES (?, ?, 'Desk', 'whatsapp_voice', now(), now())
                """, probe.tenant, probe.bot);
        Database.update("""
                WITH person AS (
                    INSERT INTO contact (tenant_id, id, created_at, updated_at) VALUES (?, ?, now(), now())
                    RETURNING *
                )
                INSERT INTO contact_identity (tenant_id, kind, value, contact_id, address, linked_at)
                SELECT tenant_id, 'phone', ?, id, 'any', now() FROM person
                """, probe.tenant, probe.id, probe.customer);
        Database.update(
                """
                INSERT INTO conversation (contact_id, tenant_id, id, bot_id, channel, external_id, status_changed_at,
                    last_inbound_at, created_at, updated_at, provider_call_id)
                SELECT ?, ?, ?, ?, ?, ?, t, t, t, t, CASE WHEN ? = 'voice' THEN ? END
                FROM (SELECT now() - interval '1 hour' AS t) hour
                """,
                probe.id,
                probe.tenant,
                probe.id,
                probe.bot,
                channel.value(),
                probe.customer,
                channel.value(),
                probe.callId);
        return probe.look();
    }

    /** Another customer of the same bot, without a thread. */
    ThreadProbe stranger() {
        return new ThreadProbe(api, bot, Api.randomNumber());
    }

    /** The thread that was opened for the customer. */
    Map<String, Object> opened() {
        return json(
                "SELECT to_jsonb(c) FROM conversation c WHERE c.tenant_id = ? AND c.external_id = ?", tenant, customer);
    }

    /** Sets columns; {@code assignments} is SQL. */
    ThreadProbe with(String assignments) {
        Database.update("UPDATE conversation SET " + assignments + " WHERE tenant_id = ? AND id = ?", tenant, id);
        return look();
    }

    /** Adds a turn that another process works on, so that no process answers. */
    ThreadProbe withHeldTurn(UUID claim) {
        Database.update("""
                INSERT INTO autoreply_turn (tenant_id, conversation_id, asked_seq, control_epoch, claim, first_asked_at,
                    due_at)
                SELECT tenant_id, id, message_count, control_epoch, ?, now(), now() + interval '1 hour'
                FROM conversation WHERE tenant_id = ? AND id = ?
                """, claim, tenant, id);
        return this;
    }

    /** Returns what has changed since the setup. A time that is now is {@code now}; a counter is the difference. */
    Map<String, String> changes() {
        Map<String, String> changes = new TreeMap<>();
        row().forEach((column, value) -> {
            if (!Objects.equals(before.get(column), value)) {
                changes.put(column, change(column, before.get(column), value));
            }
        });
        return changes;
    }

    private String change(String column, Object old, Object value) {
        if (value instanceof Integer count) {
            return "+" + (count - (old == null ? 0 : (Integer) old));
        }
        if (column.endsWith("_change_id")) {
            return "new";
        }
        if (column.endsWith("_at") || column.equals("autoreply_since")) {
            return value != null && isNow(value) ? "now" : String.valueOf(value);
        }
        return String.valueOf(value);
    }

    private boolean isNow(Object value) {
        Instant time = OffsetDateTime.parse((String) value).toInstant();
        return time.isAfter(start) && time.isBefore(Instant.now().plusSeconds(2));
    }

    /** The last message, without the values that depend on the entry point. */
    Map<String, Object> message() {
        return json("""
                SELECT jsonb_build_object('seq', m.seq, 'role', m.role, 'content', m.content, 'type', m.message_type,
                    'in_human_stretch', m.in_human_stretch, 'at_its_place', m.created_at = c.last_message_at
                        AND m.seq = c.message_count)
                FROM conversation c JOIN message m ON m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                WHERE c.tenant_id = ? AND c.id = ? ORDER BY m.seq DESC LIMIT 1
                """);
    }

    /** The number of events of a type in the tenant's log. */
    long events(String type) {
        return Database.column("SELECT 1 FROM event WHERE tenant_id = ? AND body ->> 'type' = ?", tenant, type)
                .size();
    }

    boolean isAsked() {
        return !Database.column("SELECT 1 FROM autoreply_turn WHERE tenant_id = ?", tenant)
                .isEmpty();
    }

    ValidatableResponse post(String path, Map<String, ?> body, boolean withKey) {
        return request(body, withKey).post(path(path)).then();
    }

    ValidatableResponse put(String path, Map<String, ?> body, boolean withKey) {
        return request(body, withKey).put(path(path)).then();
    }

    private RequestSpecification request(Map<String, ?> body, boolean withKey) {
        RequestSpecification request = body == null ? api.as() : api.as().body(body);
        return withKey ? request.header("Idempotency-Key", UUID.randomUUID().toString()) : request;
    }

    private String path(String path) {
        return "/api/v1/conversations/" + id + path;
    }

    private ThreadProbe look() {
        before = row();
        return this;
    }

    private Map<String, Object> row() {
        return json("SELECT to_jsonb(c) FROM conversation c WHERE c.tenant_id = ? AND c.id = ?");
    }

    private Map<String, Object> json(String sql) {
        return json(sql, tenant, id);
    }

    private static Map<String, Object> json(String sql, Object... parameters) {
        try {
            return JSON.readerForMapOf(Object.class)
                    .readValue(Database.column(sql, parameters).get(0));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
