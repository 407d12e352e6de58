package com.callmissed.thread;

import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** A message at the end of a thread results in the same row for every entry point. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AppendParityTest {
    private static final String TEXT = "Do you  open\non Sunday?";
    private static final String PREVIEW = "Do you open on Sunday?";

    @Inject
    EntryPoints entryPoints;

    enum EntryPoint {
        API(Channel.WHATSAPP) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "user", TEXT, false);
            }
        },
        API_WITH_KEY(Channel.WHATSAPP) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "user", TEXT, true);
            }
        },
        INBOX(Channel.WHATSAPP) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.inbox(thread, MessageRole.USER, TEXT);
            }
        },
        CALL(Channel.VOICE) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.hear(thread, TEXT, false);
            }
        },
        REPLY(Channel.WHATSAPP) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "assistant", TEXT, false);
            }
        },
        REPLY_WITH_KEY(Channel.WHATSAPP) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "assistant", TEXT, true);
            }
        },
        ECHO(Channel.WHATSAPP) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.inbox(thread, MessageRole.ASSISTANT, TEXT);
            }
        },
        AUTOMATIC_ANSWER(Channel.WHATSAPP) {
            @Override
            void use(EntryPoints entryPoints, ThreadProbe thread) {
                assertThat(entryPoints.answer(thread, TEXT)).isNull();
            }
        };

        private final Channel channel;

        EntryPoint(Channel channel) {
            this.channel = channel;
        }

        abstract void use(EntryPoints entryPoints, ThreadProbe thread);

        private boolean isCustomers() {
            return ordinal() <= CALL.ordinal();
        }

        private ThreadProbe thread() {
            ThreadProbe thread = ThreadProbe.of(channel);
            return this == AUTOMATIC_ANSWER ? thread : thread.withHeldTurn(UUID.randomUUID());
        }
    }

    @ParameterizedTest
    @EnumSource
    void appends(EntryPoint entryPoint) {
        ThreadProbe thread = entryPoint.thread();
        entryPoint.use(entryPoints, thread);
        assertThat(thread.changes())
                .containsAllEntriesOf(Map.of(
                        "message_count", "+1",
                        "last_message_at", "now",
                        "last_message_preview", PREVIEW,
                        "updated_at", "now"));
        assertThat(thread.message())
                .isEqualTo(Map.of(
                        "seq",
                        1,
                        "role",
                        entryPoint.isCustomers() ? "user" : "assistant",
                        "content",
                        TEXT,
                        "type",
                        "text",
                        "in_human_stretch",
                        entryPoint.name().startsWith("REPLY") || entryPoint == EntryPoint.ECHO,
                        "at_its_place",
                        true));
    }

    @ParameterizedTest
    @EnumSource(names = {"API", "API_WITH_KEY", "INBOX", "CALL"})
    void changesNothingElseForACustomer(EntryPoint entryPoint) {
        ThreadProbe thread = entryPoint.thread();
        entryPoint.use(entryPoints, thread);
        assertThat(thread.changes())
                .isEqualTo(Map.of(
                        "message_count", "+1",
                        "last_message_at", "now",
                        "last_message_preview", PREVIEW,
                        "last_inbound_at", "now",
                        "updated_at", "now"));
    }

    @ParameterizedTest
    @EnumSource
    void neverSetsATimeBack(EntryPoint entryPoint) {
        String ahead = ThreadProbe.AHEAD;
        ThreadProbe thread = entryPoint
                .thread()
                .with("updated_at = %1$s, last_message_at = %1$s, last_inbound_at = %1$s".formatted(ahead));
        entryPoint.use(entryPoints, thread);
        assertThat(thread.changes())
                .containsEntry("message_count", "+1")
                .doesNotContainKeys("updated_at", "last_message_at", "last_inbound_at");
        assertThat(thread.message()).containsEntry("at_its_place", true);
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLY", "REPLY_WITH_KEY", "ECHO", "AUTOMATIC_ANSWER"})
    void doesNotOpenTheReplyWindowForTheBusiness(EntryPoint entryPoint) {
        ThreadProbe thread = entryPoint.thread();
        entryPoint.use(entryPoints, thread);
        assertThat(thread.changes()).doesNotContainKey("last_inbound_at");
    }

    /** A message in a new thread results in the same row as one in an existing thread. */
    @ParameterizedTest
    @ValueSource(strings = {"user", "assistant"})
    void beginsAThread(String role) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP).stranger();
        entryPoints.inbox(thread, role.equals("user") ? MessageRole.USER : MessageRole.ASSISTANT, TEXT);
        boolean customer = role.equals("user");
        assertThat(thread.opened())
                .containsEntry("status", "active")
                .containsEntry("message_count", 1)
                .containsEntry("last_message_preview", PREVIEW)
                .containsEntry("ai_autoreply_enabled", customer)
                .containsEntry("control_epoch", customer ? 0 : 1)
                .containsEntry("autoreply_reason", customer ? null : "human_reply")
                .containsEntry("autoreply_by_kind", customer ? null : "user");
    }

    @Test
    void keepsTheOrderOfTheEntryPoints() {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        entryPoints.inbox(thread, MessageRole.USER, "1");
        entryPoints.say(thread, "assistant", "2", false);
        entryPoints.inbox(thread, MessageRole.ASSISTANT, "3");
        entryPoints.say(thread, "user", "4", true);
        assertThat(thread.changes()).containsEntry("message_count", "+4").containsEntry("last_message_preview", "4");
        assertThat(thread.message()).containsEntry("seq", 4).containsEntry("content", "4");
    }
}
