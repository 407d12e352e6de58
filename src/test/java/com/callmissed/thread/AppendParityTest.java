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
    Doors doors;

    enum Door {
        API(Channel.WHATSAPP) {
            @Override
            void use(Doors doors, ThreadProbe thread) {
                doors.say(thread, "user", TEXT, false);
            }
        },
        API_WITH_KEY(Channel.WHATSAPP) {
            @Override
            void use(Doors doors, ThreadProbe thread) {
                doors.say(thread, "user", TEXT, true);
            }
        },
        INBOX(Channel.WHATSAPP) {
            @Override
            void use(Doors doors, ThreadProbe thread) {
                doors.inbox(thread, MessageRole.USER, TEXT);
            }
        },
        CALL(Channel.VOICE) {
            @Override
            void use(Doors doors, ThreadProbe thread) {
                doors.hear(thread, TEXT, false);
            }
        },
        REPLY(Channel.WHATSAPP) {
            @Override
            void use(Doors doors, ThreadProbe thread) {
                doors.say(thread, "assistant", TEXT, false);
            }
        },
        REPLY_WITH_KEY(Channel.WHATSAPP) {
            @Override
            void use(Doors doors, ThreadProbe thread) {
                doors.say(thread, "assistant", TEXT, true);
            }
        },
        ECHO(Channel.WHATSAPP) {
            @Override
            void use(Doors doors, ThreadProbe thread) {
                doors.inbox(thread, MessageRole.ASSISTANT, TEXT);
            }
        },
        AUTOMATIC_ANSWER(Channel.WHATSAPP) {
            @Override
            void use(Doors doors, ThreadProbe thread) {
                assertThat(doors.answer(thread, TEXT)).isNull();
            }
        };

        private final Channel channel;

        Door(Channel channel) {
            this.channel = channel;
        }

        abstract void use(Doors doors, ThreadProbe thread);

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
    void appends(Door door) {
        ThreadProbe thread = door.thread();
        door.use(doors, thread);
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
                        door.isCustomers() ? "user" : "assistant",
                        "content",
                        TEXT,
                        "type",
                        "text",
                        "in_human_stretch",
                        door.name().startsWith("REPLY") || door == Door.ECHO,
                        "at_its_place",
                        true));
    }

    @ParameterizedTest
    @EnumSource(names = {"API", "API_WITH_KEY", "INBOX", "CALL"})
    void changesNothingElseForACustomer(Door door) {
        ThreadProbe thread = door.thread();
        door.use(doors, thread);
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
    void neverSetsATimeBack(Door door) {
        String ahead = ThreadProbe.AHEAD;
        ThreadProbe thread = door.thread()
                .with("updated_at = %1$s, last_message_at = %1$s, last_inbound_at = %1$s".formatted(ahead));
        door.use(doors, thread);
        assertThat(thread.changes())
                .containsEntry("message_count", "+1")
                .doesNotContainKeys("updated_at", "last_message_at", "last_inbound_at");
        assertThat(thread.message()).containsEntry("at_its_place", true);
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLY", "REPLY_WITH_KEY", "ECHO", "AUTOMATIC_ANSWER"})
    void doesNotOpenTheReplyWindowForTheBusiness(Door door) {
        ThreadProbe thread = door.thread();
        door.use(doors, thread);
        assertThat(thread.changes()).doesNotContainKey("last_inbound_at");
    }

    /** A message in a new thread results in the same row as one in an existing thread. */
    @ParameterizedTest
    @ValueSource(strings = {"user", "assistant"})
    void beginsAThread(String role) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP).stranger();
        doors.inbox(thread, role.equals("user") ? MessageRole.USER : MessageRole.ASSISTANT, TEXT);
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
    void keepsTheOrderOfTheDoors() {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        doors.inbox(thread, MessageRole.USER, "1");
        doors.say(thread, "assistant", "2", false);
        doors.inbox(thread, MessageRole.ASSISTANT, "3");
        doors.say(thread, "user", "4", true);
        assertThat(thread.changes()).containsEntry("message_count", "+4").containsEntry("last_message_preview", "4");
        assertThat(thread.message()).containsEntry("seq", 4).containsEntry("content", "4");
    }
}
