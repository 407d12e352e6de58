package com.callmissed.autoreply;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** A customer that is a machine. The times of messages are set, so that no test waits for them. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LoopBrakeTest {
    private Api api;
    private String thread;

    @BeforeEach
    void open() {
        api = Api.ofFreshTenant();
        String bot = api.createSandboxBot("Shop", "");
        AutomaticAnswers.save(api.tenant(), UUID.fromString(bot), "We are open", "automatic");
        thread = api.openConversation(bot);
    }

    @Test
    void stopsWhenFiveMessagesCameAtOnceAfterAnAnswer() {
        round(100);
        for (int i = 0; i < 4; i++) {
            round(1);
        }
        assertThat(answers()).hasSize(5);
        say(1);

        assertStopped();
        assertThat(answers()).hasSize(5);
    }

    @Test
    void goesOnWhenOneOfThemTookAsLongAsAPersonDoes() {
        round(100);
        for (int i = 0; i < 3; i++) {
            round(1);
        }
        round(100);
        round(1);
        assertThat(answers()).hasSize(6);
        assertThat(conversation()).containsEntry("status", "active");
    }

    @Test
    void answersSeveralMessagesThatCameAtOnce() {
        round(100);
        for (int i = 0; i < 6; i++) {
            api.say(thread, "user", "Automatic, and another thing");
        }
        Database.update("UPDATE autoreply_turn SET due_at = now() WHERE tenant_id = ?", api.tenant());

        Awaitility.await().until(() -> answers().size() == 2);
        assertThat(conversation()).containsEntry("status", "active");
    }

    @Test
    void stopsAfterThirtyAnswersInAnHour() {
        Database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    automatic, in_human_stretch, created_at)
                SELECT tenant_id, gen_random_uuid(), id, bot_id, n, 'assistant', 'We are open', 'text', 'sent', true,
                    false, now() - make_interval(mins => CASE WHEN n = 1 THEN 120 ELSE 10 END)
                FROM conversation, generate_series(1, 30) n WHERE tenant_id = ?
                """, api.tenant());
        Database.update("UPDATE conversation SET message_count = 30 WHERE tenant_id = ?", api.tenant());
        say(100);
        Awaitility.await().until(() -> answers().size() == 31);
        say(100);

        assertStopped();
        assertThat(answers()).hasSize(31);
    }

    /** The customer writes that many seconds after the answer before, and the bot answers. */
    private void round(int seconds) {
        int before = answers().size();
        say(seconds);
        Awaitility.await().until(() -> answers().size() > before);
    }

    /** Moves the thread into the past, so that its last message is that many seconds older than the new one. */
    private void say(int seconds) {
        api.say(thread, "user", "Automatic reply: I am away");
        Database.update("""
                UPDATE message m SET created_at = m.created_at - (l.at - n.at + make_interval(secs => ?))
                FROM (SELECT max(seq) AS last FROM message WHERE tenant_id = ?) t,
                    LATERAL (SELECT created_at AS at FROM message
                        WHERE tenant_id = ? AND seq = t.last - 1) l,
                    LATERAL (SELECT created_at AS at FROM message
                        WHERE tenant_id = ? AND seq = t.last) n
                WHERE m.tenant_id = ? AND m.seq < t.last
                """, seconds, api.tenant(), api.tenant(), api.tenant(), api.tenant());
        Database.update("UPDATE autoreply_turn SET due_at = now() WHERE tenant_id = ?", api.tenant());
    }

    private void assertStopped() {
        Awaitility.await().until(() -> conversation().get("status"), "escalated"::equals);
        assertThat(conversation()).containsEntry("status_reason", "loop_suspected");
    }

    private List<Map<String, Object>> answers() {
        return api.as()
                .get("/api/v1/conversations/{id}/messages", thread)
                .jsonPath()
                .getList("findAll { it.role == 'assistant' }");
    }

    private Map<String, Object> conversation() {
        return api.as().get("/api/v1/conversations/{id}", thread).jsonPath().getMap("");
    }
}
