package com.callmissed.contact.merge;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.Ids;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.Plans;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Conversations as an earlier version has stored them: without a contact, under the texts of the channels. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LinkTaskTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Api api;
    private UUID bot;

    @Inject
    LinkTask task;

    @Inject
    LinkStore store;

    @Inject
    Ids ids;

    @BeforeEach
    void createBot() {
        api = Api.ofFreshTenant();
        bot = UUID.fromString(api.createBot("Shop"));
    }

    @Test
    void linksThreadsAndCallsOfOneLine() {
        UUID thread = stored("whatsapp", "+5511987654321", 2);
        UUID call = stored("voice", "+55 11 8765-4321", 1);
        UUID other = stored("whatsapp", "US.12345", 1);
        UUID withheld = stored("voice", "anonymous", 0);
        link();
        assertThat(contactOf(thread)).isNotNull().isEqualTo(contactOf(call)).isNotEqualTo(contactOf(other));
        assertThat(contactOf(other)).isNotNull();
        assertThat(contactOf(withheld)).isNull();
        assertThat(api.as()
                        .get("/api/v1/conversations/{id}", thread.toString())
                        .jsonPath()
                        .getString("profile_name"))
                .isEqualTo("Ana");
    }

    @Test
    void leavesThreadsOfGroupsAlone() {
        UUID group = stored("whatsapp", "Y2FzZS1ncm91cDox", 1);
        Database.update("UPDATE conversation SET is_group = true WHERE id = ?", group);
        assertThat(unlinked()).isEmpty();
        link();
        assertThat(contactOf(group)).isNull();
        assertThat(Database.column("SELECT id FROM contact WHERE tenant_id = ?", api.tenant()))
                .isEmpty();
    }

    /** They stay without a contact, so looking for others must not pass by them each time. */
    @Test
    void readsNoThreadsOfGroups() {
        Plans.assertReadOnlyWhatTheyReturn(
                """
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, created_at,
                    updated_at, is_group)
                SELECT '%s', gen_random_uuid(), '%s', 'whatsapp', 'group ' || n, now(), now(), now(), true
                FROM generate_series(1, 5000) n;
                ANALYZE conversation
                """.formatted(api.tenant(), bot), Map.of(LinkStore.FIND, List.of(new UUID(0, 0), new UUID(0, 0), 100)));
    }

    @Test
    void mergesThreadsOfOneLineAndNoOthers() {
        UUID first = stored("whatsapp", "+5215512345678", 3);
        UUID second = stored("whatsapp", "+525512345678", 2);
        UUID other = stored("whatsapp", "+525512345679", 1);
        link();
        assertThat(api.as().get("/api/v1/conversations").jsonPath().getList("id"))
                .containsExactlyInAnyOrder(first.toString(), other.toString());
        assertThat(api.as()
                        .get("/api/v1/conversations/{id}/messages", first.toString())
                        .jsonPath()
                        .getList("content"))
                .containsExactly("1 of " + first, "2 of " + first, "3 of " + first, "1 of " + second, "2 of " + second);
        Map<String, Object> alias = api.as()
                .get("/api/v1/conversations/{id}", second.toString())
                .jsonPath()
                .getMap("$");
        assertThat(alias).containsEntry("id", first.toString()).containsEntry("message_count", 5);
        assertThat(api.as()
                        .get("/api/v1/events")
                        .jsonPath()
                        .getList("findAll { it.type == 'conversation.merged' }.conversation_id"))
                .containsExactlyInAnyOrder(first.toString(), second.toString());
    }

    @Test
    void leavesAThreadForLaterWhoseMessageIsBeingSent() {
        UUID first = stored("whatsapp", "+5215512345678", 1);
        UUID second = stored("whatsapp", "+525512345678", 1);
        Database.update("""
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, claim, due_at)
                SELECT tenant_id, conversation_id, seq, id, 'voice', gen_random_uuid(), now() + interval '1 hour'
                FROM message WHERE conversation_id = ?
                """, first);
        UUID last = stored("voice", "+14155550102", 1);
        link();
        assertThat(contactOf(second)).isNull();
        assertThat(contactOf(last)).isNotNull();
        Database.update("UPDATE outbox SET due_at = now() WHERE conversation_id = ?", first);
        link();
        assertThat(api.as()
                        .get("/api/v1/conversations?channel=whatsapp")
                        .jsonPath()
                        .getList("id"))
                .containsExactly(first.toString());
    }

    @Test
    void aCustomerWhoWritesBeforeTheJobAdoptsTheThread() {
        UUID thread = stored("whatsapp", "+551187654321", 1);
        String opened = api.as()
                .body(Map.of("bot_id", bot, "channel", "whatsapp", "external_id", "+5511987654321"))
                .post("/api/v1/conversations")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        assertThat(opened).isEqualTo(thread.toString());
        assertThat(contactOf(thread)).isNotNull();
    }

    private void link() {
        task.linkAll(unlinked()).await().atMost(LIMIT);
    }

    private List<LinkStore.Unlinked> unlinked() {
        return store.unlinked(new LinkStore.Place(api.tenant(), new UUID(0, 0)), 100).await().atMost(LIMIT).stream()
                .filter(one -> one.place().tenantId().equals(api.tenant()))
                .toList();
    }

    private UUID stored(String channel, String externalId, int messages) {
        UUID id = ids.next();
        Database.update("""
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, created_at,
                    updated_at, message_count, last_message_at, metadata)
                SELECT ?, ?, ?, ?, ?, now(), now(), now(), ?, now(), '{"customer_name": "Ana"}'
                """, api.tenant(), id, bot, channel, externalId, messages);
        for (int seq = 1; seq <= messages; seq++) {
            Database.update("""
                    INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type,
                        status, created_at)
                    VALUES (?, ?, ?, ?, ?, 'user', ?, 'text', 'sent', clock_timestamp())
                    """, api.tenant(), UUID.randomUUID(), id, bot, seq, seq + " of " + id);
        }
        return id;
    }

    private static String contactOf(UUID conversation) {
        return Database.column("SELECT contact_id FROM conversation WHERE id = ?", conversation)
                .get(0);
    }
}
