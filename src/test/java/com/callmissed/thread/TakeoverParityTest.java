package com.callmissed.thread;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** A change of who answers results in the same row for every entry point. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TakeoverParityTest {
    private static final String EVENT = "conversation.autoreply_changed";
    private static final String PAUSED = "ai_autoreply_enabled = false, control_epoch = 5, autoreply_reason = 'lunch',"
            + " autoreply_by_kind = 'user', autoreply_by_id = 'dana', autoreply_since = now() - interval '1 hour'";

    private static final String ESCALATED = "status = 'escalated', status_reason = 'no_answer'";

    @Inject
    EntryPoints entryPoints;

    enum Reply {
        API("user-owner") {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "assistant", "Hello, this is Dana", false);
            }
        },
        API_WITH_KEY("user-owner") {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "assistant", "Hello, this is Dana", true);
            }
        },
        RETRY("user-owner") {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.retry(thread, failedMessage(thread), false);
            }
        },
        RETRY_WITH_KEY("user-owner") {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.retry(thread, failedMessage(thread), true);
            }
        },
        ECHO(null) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.inbox(thread, MessageRole.ASSISTANT, "Hello, this is Dana");
            }
        };

        private final String by;

        Reply(String by) {
            this.by = by;
        }

        abstract void use(EntryPoints entryPoints, ThreadProbe thread);

        private static UUID failedMessage(ThreadProbe thread) {
            UUID id = UUID.randomUUID();
            Database.update("""
                    INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type,
                        status, created_at)
                    VALUES (?, ?, ?, ?, 1, 'assistant', 'Hello', 'text', 'failed', now())
                    """, thread.tenant, id, thread.id, thread.bot);
            return id;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isTakenOverByAReply(Reply entryPoint) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        entryPoint.use(entryPoints, thread);
        Map<String, String> expected = new TreeMap<>(Map.of(
                "ai_autoreply_enabled", "false",
                "control_epoch", "+1",
                "autoreply_since", "now",
                "autoreply_by_kind", "user",
                "autoreply_reason", "human_reply",
                "updated_at", "now"));
        if (entryPoint.by != null) {
            expected.put("autoreply_by_id", entryPoint.by);
        }
        assertThat(rule(thread)).isEqualTo(expected);
        assertThat(thread.events(EVENT)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void keepsAPauseWhenAPersonReplies(Reply entryPoint) {
        ThreadProbe thread =
                ThreadProbe.of(Channel.WHATSAPP).with(PAUSED + ", autoreply_resumes_at = now() + interval '2 hours'");
        entryPoint.use(entryPoints, thread);
        assertThat(rule(thread)).isEqualTo(Map.of("control_epoch", "+1", "updated_at", "now"));
        assertThat(thread.events(EVENT)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void neverSetsTheTimeBackForAReply(Reply entryPoint) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP).with("updated_at = " + ThreadProbe.AHEAD);
        entryPoint.use(entryPoints, thread);
        assertThat(rule(thread)).containsEntry("control_epoch", "+1").doesNotContainKey("updated_at");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pauses(boolean withKey) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        entryPoints.autoreply(thread, Map.of("enabled", false, "reason", "vacation"), withKey);
        assertThat(rule(thread))
                .isEqualTo(Map.of(
                        "ai_autoreply_enabled", "false",
                        "control_epoch", "+1",
                        "autoreply_since", "now",
                        "autoreply_by_kind", "user",
                        "autoreply_by_id", "user-owner",
                        "autoreply_reason", "vacation",
                        "updated_at", "now"));
    }

    /** The latest request wins: a pause without an end replaces one with an end, and keeps its reason. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changesAPause(boolean withKey) {
        ThreadProbe thread =
                ThreadProbe.of(Channel.WHATSAPP).with(PAUSED + ", autoreply_resumes_at = now() + interval '2 hours'");
        entryPoints.autoreply(thread, Map.of("enabled", false), withKey);
        assertThat(rule(thread))
                .isEqualTo(
                        Map.of("autoreply_by_id", "user-owner", "autoreply_resumes_at", "null", "updated_at", "now"));
        assertThat(thread.events(EVENT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesNoNoticeOfWhatIsAlreadySo(boolean withKey) {
        ThreadProbe paused = ThreadProbe.of(Channel.WHATSAPP).with(PAUSED);
        entryPoints.autoreply(paused, Map.of("enabled", false), withKey);
        assertThat(paused.changes()).isEmpty();
        assertThat(paused.events(EVENT)).isZero();
        ThreadProbe on = ThreadProbe.of(Channel.WHATSAPP);
        entryPoints.autoreply(on, Map.of("enabled", true), withKey);
        assertThat(on.changes()).isEmpty();
        assertThat(on.events(EVENT)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void neverSetsTheTimeBackForAPause(boolean withKey) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP).with("updated_at = " + ThreadProbe.AHEAD);
        entryPoints.autoreply(thread, Map.of("enabled", false), withKey);
        assertThat(rule(thread)).containsEntry("control_epoch", "+1").doesNotContainKey("updated_at");
    }

    enum Resumption {
        API("user", "user-owner") {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.autoreply(thread, Map.of("enabled", true), false);
            }
        },
        API_WITH_KEY("user", "user-owner") {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.autoreply(thread, Map.of("enabled", true), true);
            }
        },
        END_OF_THE_PAUSE("system", null) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                Database.update(
                        "UPDATE conversation SET autoreply_resumes_at = now() WHERE tenant_id = ?", thread.tenant);
                Awaitility.await().until(() -> thread.events(EVENT) == 1);
            }
        };

        private final String kind;
        private final String by;

        Resumption(String kind, String by) {
            this.kind = kind;
            this.by = by;
        }

        abstract void use(EntryPoints entryPoints, ThreadProbe thread);
    }

    @ParameterizedTest
    @EnumSource
    void resumes(Resumption entryPoint) {
        ThreadProbe thread =
                ThreadProbe.of(Channel.WHATSAPP).with(PAUSED + ", autoreply_resumes_at = now() + interval '2 hours'");
        entryPoint.use(entryPoints, thread);
        Map<String, String> expected = new TreeMap<>(Map.of(
                "ai_autoreply_enabled", "true",
                "control_epoch", "+1",
                "autoreply_since", "now",
                "autoreply_by_id", String.valueOf(entryPoint.by),
                "autoreply_reason", "null",
                "autoreply_resumes_at", "null",
                "updated_at", "now"));
        if (!entryPoint.kind.equals("user")) {
            expected.put("autoreply_by_kind", entryPoint.kind);
        }
        assertThat(rule(thread)).isEqualTo(expected);
        assertThat(thread.events(EVENT)).isEqualTo(1);
    }

    /** What the service itself has given to people; the end of a pause is no decision of anybody. */
    @ParameterizedTest
    @EnumSource
    void handsBackWhatTheServiceHasEscalated(Resumption entryPoint) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP)
                .with(PAUSED + ", autoreply_resumes_at = now() + interval '2 hours'," + ESCALATED);
        entryPoint.use(entryPoints, thread);
        boolean byAPerson = entryPoint.by != null;
        assertThat(rule(thread)).containsEntry("ai_autoreply_enabled", "true").containsEntry("control_epoch", "+1");
        assertThat(thread.changes().get("status")).isEqualTo(byAPerson ? "active" : null);
        assertThat(thread.changes().get("status_reason")).isEqualTo(byAPerson ? "null" : null);
        assertThat(thread.events(EVENT)).isEqualTo(1);
        assertThat(thread.events("conversation.status_changed")).isEqualTo(byAPerson ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void handsBackWhatWasNeverPaused(boolean withKey) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP).with(ESCALATED);
        entryPoints.autoreply(thread, Map.of("enabled", true), withKey);
        assertThat(rule(thread))
                .isEqualTo(Map.of(
                        "status", "active", "status_reason", "null", "status_changed_at", "now", "updated_at", "now"));
        assertThat(thread.events(EVENT)).isZero();
        assertThat(thread.events("conversation.status_changed")).isEqualTo(1);
    }

    /** A person has decided it, or the call is over. */
    @Test
    void leavesOtherEscalationsAsTheyAre() {
        for (ThreadProbe thread : List.of(
                ThreadProbe.of(Channel.WHATSAPP).with("status = 'escalated'"),
                ThreadProbe.of(Channel.VOICE).with(ESCALATED))) {
            entryPoints.autoreply(thread, Map.of("enabled", true), false);
            assertThat(thread.changes()).isEmpty();
            assertThat(thread.events("conversation.status_changed")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverSetsTheTimeBackWhenItResumes(Resumption entryPoint) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP).with(PAUSED + ", updated_at = " + ThreadProbe.AHEAD);
        entryPoint.use(entryPoints, thread);
        assertThat(rule(thread)).containsEntry("control_epoch", "+1").doesNotContainKey("updated_at");
    }

    /** The columns of the rule. */
    private static Map<String, String> rule(ThreadProbe thread) {
        Map<String, String> changes = new TreeMap<>(thread.changes());
        changes.keySet()
                .removeIf(column ->
                        column.startsWith("last_") || column.equals("message_count") || column.endsWith("_change_id"));
        return changes;
    }
}
