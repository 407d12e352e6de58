package com.callmissed.twilio;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TwilioBot;

import static org.assertj.core.api.Assertions.assertThat;

/** The end of calls, for every order and repetition of reports. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallStatusTest {
    private TwilioBot bot;
    private PhoneCall call;

    @BeforeEach
    void connect() {
        bot = TwilioBot.create();
        call = PhoneCall.to(bot);
    }

    @ParameterizedTest
    @CsvSource({"completed, completed", "busy, failed", "failed, failed", "no-answer, failed", "canceled, failed"})
    void endsTheConversation(String reported, String status) {
        call.ring();
        call.status(reported, "93").statusCode(200);
        assertThat(call.conversation()).containsEntry("status", status).containsEntry("duration_seconds", 93);
        Map<String, Object> ended = call.conversation();
        call.status(reported, "93").statusCode(200);
        call.status("completed", "94").statusCode(200);
        call.status("failed", "95").statusCode(200);
        assertThat(call.conversation()).isEqualTo(ended);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "initiated", "ringing", "in-progress", "something-new", ""})
    void doesNotEndBeforeTheCallDoes(String reported) {
        call.status(reported, "1").statusCode(200);
        assertThat(bot.conversations()).isEmpty();
        call.ring();
        call.status(reported, "1").statusCode(200);
        assertThat(call.conversation()).containsEntry("status", "active").containsEntry("duration_seconds", null);
    }

    @Test
    void isNotRevivedByWhatComesLate() {
        call.status("completed", "5").statusCode(200);
        assertThat(call.conversation()).containsEntry("status", "completed").containsEntry("message_count", 0);
        assertThat(call.ring().hangsUp()).isTrue();
        assertThat(call.post(TwilioBot.GATHER + "?turn=0", "SpeechResult", "Hello?")
                        .hangsUp())
                .isTrue();
        assertThat(call.post(TwilioBot.GATHER + "?turn=0&wait=1").hangsUp()).isTrue();
        assertThat(call.conversation()).containsEntry("status", "completed").containsEntry("duration_seconds", 5);
        assertThat(call.messages()).extracting("content").containsExactly("Hello?");
        assertThat(turns()).isEmpty();
    }

    @Test
    void keepsAnEscalatedCallEscalated() {
        call.ring();
        call.say("An agent, please");
        call.status("completed", "21").statusCode(200);
        assertThat(call.conversation()).containsEntry("status", "escalated").containsEntry("duration_seconds", 21);
    }

    @Test
    void takesTheDurationFromTheReportThatHasIt() {
        call.ring();
        call.status("completed", "").statusCode(200);
        assertThat(call.conversation()).containsEntry("duration_seconds", null);
        call.status("completed", "12").statusCode(200);
        assertThat(call.conversation()).containsEntry("status", "completed").containsEntry("duration_seconds", 12);
    }

    @Test
    void isOneCallHoweverItsReportsAreMixed() {
        Parallel.run(9, i -> switch (i % 3) {
            case 0 -> call.raw(TwilioBot.VOICE, "CallStatus", "ringing");
            case 1 -> call.raw(TwilioBot.GATHER + "?turn=1", "SpeechResult", "Hello?");
            default -> call.raw(TwilioBot.STATUS, "CallStatus", "completed", "CallDuration", "7");
        });
        Map<String, Object> ended = call.conversation();
        assertThat(ended).containsEntry("duration_seconds", 7);
        assertThat(List.of(ended.get("status"), Objects.requireNonNullElse(ended.get("status_reason"), "none")))
                .as("an answer before the end escalates, for nobody saved one; one after it is not given")
                .isIn(List.of("completed", "none"), List.of("escalated", "no_answer"));
        assertThat(call.messages()).extracting("content").containsOnlyOnce("Hello?");
        Awaitility.await().until(() -> turns().isEmpty() && queued().isEmpty());
    }

    @Test
    void failsTheAnswerThatNobodyWaitsForAnyMore() {
        call.ring();
        call.holdAnswers();
        call.say("Where is my order?");
        call.releaseAnswers();
        Awaitility.await().until(() -> call.messages().size() == 3);
        call.status("completed", "9").statusCode(200);
        assertThat(call.messages().get(2))
                .containsEntry("status", "failed")
                .extracting("metadata.error.code")
                .isEqualTo("call_ended");
        assertThat(queued()).isEmpty();
    }

    @Test
    void stopsTheBotThatThinks() {
        call.ring();
        call.holdAnswers();
        call.say("Where is my order?");
        call.status("completed", "9").statusCode(200);
        assertThat(turns()).isEmpty();
        assertThat(call.messages()).hasSize(2);
    }

    @Test
    void givesUpAnswersWhoseCallsNeverComeBack() {
        PhoneCall crashed = PhoneCall.answered(bot);
        for (PhoneCall each : List.of(call, crashed)) {
            each.ring();
            each.holdAnswers();
            each.say("Where is my order?");
        }
        crashed.releaseAnswers();
        Awaitility.await()
                .until(() -> call.messages().size() == 3 && crashed.messages().size() == 3);
        claim(crashed, "1 minute");
        expire(bot);
        Awaitility.await().until(() -> queued().isEmpty());
        assertThat(call.messages().get(2))
                .containsEntry("status", "failed")
                .extracting("metadata.error.code")
                .isEqualTo("not_collected");
        assertThat(crashed.messages().get(2))
                .containsEntry("status", "uncertain")
                .containsEntry("metadata", null);
        assertThat(call.conversation())
                .containsEntry("status", "escalated")
                .containsEntry("status_reason", "no_answer");
    }

    @Test
    void givesUpAnswersWhileAnotherTenantStandsStill() {
        TwilioBot stillBot = TwilioBot.create();
        PhoneCall still = PhoneCall.to(stillBot);
        for (PhoneCall each : List.of(call, still)) {
            each.ring();
            each.holdAnswers();
            each.say("Where is my order?");
            each.releaseAnswers();
            Awaitility.await().until(() -> each.messages().size() == 3);
        }
        try (HeldTransaction log =
                HeldTransaction.of("SELECT FROM event_counter WHERE tenant_id = ? FOR UPDATE", stillBot.tenant())) {
            expire(stillBot);
            int stuck = log.awaitBlocked();

            expire(bot);

            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> queued().isEmpty());
            assertThat(log.awaitBlocked()).isEqualTo(stuck);
        }
    }

    private void claim(PhoneCall of, String lease) {
        Database.update(
                "UPDATE outbox SET claim = gen_random_uuid(), due_at = now() + ?::interval WHERE conversation_id = ?",
                lease,
                UUID.fromString(of.conversationId()));
        Database.update(
                "UPDATE message SET status = 'sending' WHERE conversation_id = ? AND status = 'queued'",
                UUID.fromString(of.conversationId()));
    }

    private static void expire(TwilioBot of) {
        Database.update("UPDATE outbox SET due_at = now() - interval '6 minutes' WHERE tenant_id = ?", of.tenant());
    }

    private List<String> queued() {
        return Database.column("SELECT message_id::text FROM outbox WHERE tenant_id = ?", bot.tenant());
    }

    private List<String> turns() {
        return Database.column("SELECT 1 FROM autoreply_turn WHERE tenant_id = ?", bot.tenant());
    }
}
