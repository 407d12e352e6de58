package com.callmissed.thread;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** A change of the status results in the same row for every entry point, and in one event. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class StatusParityTest {
    private static final String EVENT = "conversation.status_changed";

    @Inject
    EntryPoints entryPoints;

    enum Escalation {
        API {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.status(thread, "escalated", false);
            }
        },
        API_WITH_KEY {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.status(thread, "escalated", true);
            }
        },
        WORDS_OF_THE_CALLER {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.hear(thread, "A person, please", true);
            }

            @Override
            String reason() {
                return "person_requested";
            }
        },
        CALL {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.escalateCall(thread);
            }
        };

        abstract void use(EntryPoints entryPoints, ThreadProbe thread);

        /** Why the service has changed the status; null if somebody has decided it. */
        String reason() {
            return null;
        }
    }

    @ParameterizedTest
    @EnumSource
    void escalates(Escalation entryPoint) {
        ThreadProbe thread = ThreadProbe.of(Channel.VOICE);
        entryPoint.use(entryPoints, thread);
        assertThat(rule(thread))
                .isEqualTo(withReason(
                        entryPoint.reason(),
                        Map.of(
                                "status",
                                "escalated",
                                "status_changed_at",
                                "now",
                                "control_epoch",
                                "+1",
                                "updated_at",
                                "now")));
        assertThat(thread.events(EVENT)).isEqualTo(1);
    }

    /** The bot has no answer; the same statement stores what it says then. */
    @Test
    void escalatesWithAnAcknowledgement() {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        assertThat(entryPoints.acknowledge(thread, "Thank you")).isNull();
        assertThat(rule(thread))
                .isEqualTo(Map.of(
                        "status",
                        "escalated",
                        "status_reason",
                        "no_answer",
                        "status_changed_at",
                        "now",
                        "control_epoch",
                        "+1",
                        "updated_at",
                        "now"));
        assertThat(thread.events(EVENT)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void forgetsTheReasonOfAnEarlierStatus(End entryPoint) {
        ThreadProbe thread = ThreadProbe.of(Channel.VOICE).with("status_reason = 'no_answer'");
        entryPoint.use(entryPoints, thread, true);
        assertThat(rule(thread)).containsEntry("status", "completed").containsEntry("status_reason", "null");
    }

    @ParameterizedTest
    @EnumSource
    void escalatesOnce(Escalation entryPoint) {
        ThreadProbe thread = ThreadProbe.of(Channel.VOICE).with("status = 'escalated', control_epoch = 3");
        entryPoint.use(entryPoints, thread);
        assertThat(rule(thread)).doesNotContainKeys("status", "status_changed_at", "control_epoch");
        assertThat(thread.events(EVENT)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void neverSetsATimeBackWhenItEscalates(Escalation entryPoint) {
        ThreadProbe thread = ahead(Channel.VOICE);
        entryPoint.use(entryPoints, thread);
        assertThat(rule(thread))
                .isEqualTo(withReason(entryPoint.reason(), Map.of("status", "escalated", "control_epoch", "+1")));
        assertThat(thread.events(EVENT)).isEqualTo(1);
    }

    enum End {
        API {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread, boolean completed) {
                entryPoints.status(thread, completed ? "completed" : "failed", false);
            }
        },
        API_WITH_KEY {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread, boolean completed) {
                entryPoints.status(thread, completed ? "completed" : "failed", true);
            }
        },
        CALL {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread, boolean completed) {
                entryPoints.endCall(thread, completed);
            }

            @Override
            String reason(boolean completed) {
                return completed ? null : "missed_call";
            }
        };

        abstract void use(EntryPoints entryPoints, ThreadProbe thread, boolean completed);

        /** Why the service has changed the status; null if somebody has decided it. */
        String reason(boolean completed) {
            return null;
        }
    }

    @ParameterizedTest
    @EnumSource
    void ends(End entryPoint) {
        for (boolean completed : new boolean[] {true, false}) {
            ThreadProbe thread = ThreadProbe.of(Channel.VOICE);
            entryPoint.use(entryPoints, thread, completed);
            assertThat(rule(thread))
                    .isEqualTo(withReason(
                            entryPoint.reason(completed),
                            Map.of(
                                    "status",
                                    completed ? "completed" : "failed",
                                    "status_changed_at",
                                    "now",
                                    "updated_at",
                                    "now")));
            assertThat(thread.events(EVENT)).isEqualTo(1);
        }
    }

    private static Map<String, String> withReason(String reason, Map<String, String> rule) {
        Map<String, String> all = new HashMap<>(rule);
        if (reason != null) {
            all.put("status_reason", reason);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void neverSetsATimeBackWhenItEnds(End entryPoint) {
        ThreadProbe thread = ahead(Channel.VOICE);
        entryPoint.use(entryPoints, thread, true);
        assertThat(rule(thread)).isEqualTo(Map.of("status", "completed"));
        assertThat(thread.events(EVENT)).isEqualTo(1);
    }

    enum Message {
        API {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "user", "Hello again", false);
            }
        },
        API_WITH_KEY {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "user", "Hello again", true);
            }
        },
        INBOX {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.inbox(thread, MessageRole.USER, "Hello again");
            }
        };

        abstract void use(EntryPoints entryPoints, ThreadProbe thread);
    }

    @ParameterizedTest
    @EnumSource
    void reopens(Message entryPoint) {
        for (String finished : new String[] {"completed", "failed"}) {
            ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP).with("status = '" + finished + "'");
            entryPoint.use(entryPoints, thread);
            assertThat(rule(thread))
                    .isEqualTo(Map.of("status", "active", "status_changed_at", "now", "updated_at", "now"));
            assertThat(thread.events(EVENT)).isEqualTo(1);
        }
    }

    /**
     * The id identifies the statement. A comparison of times would mistake the change of another replica for its own,
     * or miss its own.
     */
    @ParameterizedTest
    @EnumSource
    void tellsThatItReopenedWhenAnotherClockIsAhead(Message entryPoint) {
        ThreadProbe thread = ahead(Channel.WHATSAPP).with("status = 'completed'");
        entryPoint.use(entryPoints, thread);
        assertThat(rule(thread)).isEqualTo(Map.of("status", "active"));
        assertThat(thread.events(EVENT)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void leavesAnEscalatedConversationToPeople(Message entryPoint) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP).with("status = 'escalated'");
        entryPoint.use(entryPoints, thread);
        assertThat(rule(thread)).isEqualTo(Map.of("updated_at", "now"));
        assertThat(thread.events(EVENT)).isZero();
    }

    @Test
    void doesNotReopenACallForLateWords() {
        ThreadProbe thread =
                ThreadProbe.of(Channel.VOICE).withHeldTurn(UUID.randomUUID()).with("status = 'completed'");
        entryPoints.hear(thread, "Hello?", false);
        assertThat(rule(thread)).isEqualTo(Map.of("updated_at", "now"));
        assertThat(thread.events(EVENT)).isZero();
    }

    private static ThreadProbe ahead(Channel channel) {
        return ThreadProbe.of(channel).with("updated_at = %1$s, status_changed_at = %1$s".formatted(ThreadProbe.AHEAD));
    }

    /** The columns of the rule. */
    private static Map<String, String> rule(ThreadProbe thread) {
        Map<String, String> changes = new TreeMap<>(thread.changes());
        changes.keySet()
                .removeIf(column -> column.startsWith("last_")
                        || column.equals("message_count")
                        || column.equals("status_change_id"));
        return changes;
    }
}
