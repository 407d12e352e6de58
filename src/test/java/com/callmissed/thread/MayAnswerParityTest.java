package com.callmissed.thread;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every entry point decides in the same way whether the bot may answer and whether the reply window is open. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MayAnswerParityTest {
    @Inject
    EntryPoints entryPoints;

    /** The states that may keep the bot silent. */
    enum Standing {
        FREE(null) {
            @Override
            void set(ThreadProbe thread) {}
        },
        PAUSED(DropReason.TAKEN_OVER) {
            @Override
            void set(ThreadProbe thread) {
                thread.with("ai_autoreply_enabled = false");
            }
        },
        ESCALATED(DropReason.NOT_ACTIVE) {
            @Override
            void set(ThreadProbe thread) {
                thread.with("status = 'escalated'");
            }
        },
        BOT_OFF(DropReason.BOT_INACTIVE) {
            @Override
            void set(ThreadProbe thread) {
                Database.update("UPDATE bot SET is_active = false WHERE tenant_id = ?", thread.tenant);
            }
        },
        GROUP(DropReason.GROUP) {
            @Override
            void set(ThreadProbe thread) {
                thread.with("is_group = true, contact_id = NULL");
            }
        },
        WINDOW_CLOSED(DropReason.REPLY_WINDOW_CLOSED) {
            @Override
            void set(ThreadProbe thread) {
                thread.with("last_inbound_at = now() - interval '24 hours 1 second'");
            }
        },
        WINDOW_ABOUT_TO_CLOSE(null) {
            @Override
            void set(ThreadProbe thread) {
                thread.with("last_inbound_at = now() - interval '23 hours 58 minutes'");
            }
        };

        private final DropReason reason;

        Standing(DropReason reason) {
            this.reason = reason;
        }

        abstract void set(ThreadProbe thread);
    }

    /** An entry point through which a message requests an answer. */
    enum Question {
        API(Channel.WHATSAPP) {
            @Override
            void ask(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "user", "Are you open?", false);
            }
        },
        API_WITH_KEY(Channel.WHATSAPP) {
            @Override
            void ask(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.say(thread, "user", "Are you open?", true);
            }
        },
        INBOX(Channel.WHATSAPP) {
            @Override
            void ask(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.inbox(thread, MessageRole.USER, "Are you open?");
            }
        },
        CALL(Channel.VOICE) {
            @Override
            void ask(EntryPoints entryPoints, ThreadProbe thread) {
                entryPoints.hear(thread, "Are you open?", false);
            }
        };

        private final Channel channel;

        Question(Channel channel) {
            this.channel = channel;
        }

        abstract void ask(EntryPoints entryPoints, ThreadProbe thread);
    }

    static Stream<Arguments> questions() {
        Stream<Arguments> groups =
                Stream.of(Question.API, Question.API_WITH_KEY).map(question -> Arguments.of(question, Standing.GROUP));
        return Stream.concat(groups, Stream.of(Question.values()).flatMap(question -> Stream.of(
                        Standing.FREE, Standing.PAUSED, Standing.ESCALATED, Standing.BOT_OFF)
                .map(standing -> Arguments.of(question, standing))));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void asksForAnAnswer(Question question, Standing standing) {
        ThreadProbe thread = ThreadProbe.of(question.channel);
        standing.set(thread);
        question.ask(entryPoints, thread);
        // A turn of a call is due at once. It may have been processed already; then its answer exists.
        boolean asked = thread.isAsked() || "assistant".equals(thread.message().get("role"));
        assertThat(asked).isEqualTo(standing.reason == null);
    }

    @ParameterizedTest
    @EnumSource
    void storesAnAnswer(Standing standing) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        standing.set(thread);
        assertThat(entryPoints.answer(thread, "Yes, until six.")).isEqualTo(standing.reason);
    }

    @ParameterizedTest
    @EnumSource
    void sendsAnAnswer(Standing standing) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        queue(thread, 0);
        standing.set(thread);
        assertThat(entryPoints.claim(thread)).isEqualTo(standing.reason == null);
    }

    /** It has escalated the conversation itself, under the epoch that it was stored with. */
    @ParameterizedTest
    @EnumSource
    void sendsAnAcknowledgement(Standing standing) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        queue(thread, 1);
        thread.with("status = 'escalated', control_epoch = 1, status_change_id = (SELECT message_id FROM outbox o"
                + " WHERE o.tenant_id = conversation.tenant_id)");
        standing.set(thread);
        assertThat(entryPoints.claim(thread)).isEqualTo(standing.reason == null || standing == Standing.ESCALATED);
    }

    @Test
    void sendsNoAnswerIntoWhatAnotherStatementHasEscalated() {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        queue(thread, 1);
        thread.with("status = 'escalated', control_epoch = 1, status_change_id = gen_random_uuid()");
        assertThat(entryPoints.claim(thread)).isFalse();
    }

    @Test
    void sendsNoAcknowledgementIntoAFinishedConversation() {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        queue(thread, 1);
        thread.with("status = 'completed', control_epoch = 1, status_change_id = (SELECT message_id FROM outbox o"
                + " WHERE o.tenant_id = conversation.tenant_id)");
        assertThat(entryPoints.claim(thread)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void sendsAReplyWhileTheWindowIsOpen(Standing standing) {
        ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
        queue(thread, null);
        standing.set(thread);
        assertThat(entryPoints.claim(thread)).isEqualTo(standing.reason != DropReason.REPLY_WINDOW_CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void takesAReplyWhileTheWindowIsOpen(Standing standing) {
        for (boolean withKey : new boolean[] {false, true}) {
            ThreadProbe thread = ThreadProbe.of(Channel.WHATSAPP);
            standing.set(thread);
            thread.post("/messages", Map.of("role", "assistant", "content", "Yes"), withKey)
                    .statusCode(standing.reason == DropReason.REPLY_WINDOW_CLOSED ? 422 : 201);
        }
    }

    /**
     * Queues a message.
     *
     * @param epoch null for a message of a person
     */
    private static void queue(ThreadProbe thread, Integer epoch) {
        UUID message = UUID.randomUUID();
        Database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    automatic, created_at)
                VALUES (?, ?, ?, ?, 1, 'assistant', 'Yes', 'text', 'queued', ?, now())
                """, thread.tenant, message, thread.id, thread.bot, epoch != null);
        Database.update("""
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, control_epoch, due_at)
                VALUES (?, ?, 1, ?, 'voice', ?, now())
                """, thread.tenant, thread.id, message, epoch);
    }
}
