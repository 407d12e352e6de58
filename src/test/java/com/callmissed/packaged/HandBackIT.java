package com.callmissed.packaged;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.ModelServer.Turn;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.WhatsAppBot;

import static com.callmissed.packaged.AnsweringService.ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

/** Switches between bot and person over two processes, with the default quiet time. */
@Tag("soak")
class HandBackIT {
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static AnsweringService service;

    private final WhatsAppBot bot = connect(UUID.randomUUID(), WhatsAppBot.FIXTURE_NUMBER);

    @BeforeAll
    static void start() {
        service =
                new AnsweringService(Map.of("CALLMISSED_WHATSAPP_TIMEOUT", "PT5S", "CALLMISSED_OUTBOX_LEASE", "PT7S"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void talkToTheFirst() {
        service.talkTo(0);
    }

    /** A reply of the first stretch is never sent in the second, for any number of switches in between. */
    @ParameterizedTest
    @ValueSource(strings = {"off on", "off on off", "off on off on"})
    void dropsWhatWasDecidedBeforeItWasSwitchedOffAndOn(String switches) {
        ModelServer.Hold hold = service.model().hold("Question");
        List<ConnectedBot> chats = IntStream.range(0, 20)
                .mapToObj(i -> ConnectedBot.written(bot, Api.randomNumber(), "Question " + i))
                .toList();
        hold.awaitArrived(20);
        chats.forEach(chat -> turn(chat, switches));

        hold.release();

        service.settle();
        assertThat(chats).allSatisfy(chat -> {
            assertThat(sent(chat)).isEmpty();
            assertThat(chat.messages()).hasSize(1);
        });
        if (switches.endsWith("on")) {
            chats.forEach(chat -> chat.write("And now?"));
            service.settle();
            assertThat(chats).allSatisfy(chat -> assertThat(sent(chat)).containsExactly(ANSWER + "And now?"));
        }
    }

    @Test
    void answersOnlyWhatCameAfterTheHandBack() {
        ModelServer.Hold hold = service.model().hold("Early question");
        ConnectedBot chat = ConnectedBot.written(bot, Api.randomNumber(), "Early question");
        hold.awaitArrived();
        turn(chat, "off on");
        chat.write("Late question");

        hold.release();

        service.settle();
        assertThat(sent(chat)).containsExactly(ANSWER + "Late question");
    }

    @Test
    void tellsTheModelWhereAPersonWas() {
        ConnectedBot chat = ConnectedBot.written(bot, Api.randomNumber(), "Are you open?");
        service.settle();
        service.talkTo(1);
        chat.reply("Dana here: until six.");
        chat.write("Thank you, Dana");
        chat.autoreply(true);
        service.settle();
        assertThat(sent(chat)).containsExactly(ANSWER + "Are you open?", "Dana here: until six.");

        chat.write("And on Sunday?");

        service.settle();
        assertThat(sent(chat)).hasSize(3).last().isEqualTo(ANSWER + "And on Sunday?");
        List<Turn> told = service.model().requests("And on Sunday?").get(0).turns();
        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        new Turn("user", "Are you open?"),
                        new Turn("assistant", ANSWER + "Are you open?"),
                        new Turn("system", "A person from the team took over the conversation here."),
                        new Turn("assistant", "Dana here: until six."),
                        new Turn("user", "Thank you, Dana"),
                        new Turn(
                                "system",
                                "The person handed the conversation back to you here. Answer the customer again."),
                        new Turn("user", "And on Sunday?"));
    }

    @Test
    void answersABurstTwiceAtTheMostWhileTheModelIsSlow() {
        ModelServer.Hold hold = service.model().hold("Slow 1");
        ConnectedBot chat = ConnectedBot.written(bot, Api.randomNumber(), "Slow 1");
        hold.awaitArrived();
        IntStream.rangeClosed(2, 10).forEach(i -> {
            service.talkTo(i % 2);
            chat.write("Slow " + i);
        });

        hold.release();

        service.settle();
        assertThat(sent(chat)).containsExactly(ANSWER + "Slow 1", ANSWER + "Slow 10");
    }

    @Test
    void answersABurstTwiceAtTheMostWhileTheModelIsFast() {
        List<String> customers = Stream.generate(Api::randomNumber).limit(10).toList();
        customers.stream()
                .flatMap(customer -> IntStream.rangeClosed(1, 10).mapToObj(i -> {
                    String text = bot.textNow(customer.substring(1), WhatsAppBot.wamid(), "Fast " + i);
                    return service.replicas().webhook(i % 2, bot, text);
                }))
                .toList()
                .forEach(written -> assertThat(written.join().status()).isEqualTo(200));
        service.settle();
        assertThat(customers).allSatisfy(customer -> {
            List<Map<String, Object>> thread = bot.messages(customer);
            List<String> questions = thread.stream()
                    .filter(message -> message.get("role").equals("user"))
                    .map(message -> (String) message.get("content"))
                    .toList();
            assertThat(questions).hasSize(10);
            assertThat(sentBy(bot, customer))
                    .hasSizeBetween(1, 2 + quietTimesIn(thread))
                    .last()
                    .isEqualTo(ANSWER + questions.get(9));
        });
    }

    /** How often the customer may have been quiet: never, unless the machine needed longer for the whole burst. */
    private static int quietTimesIn(List<Map<String, Object>> thread) {
        List<Instant> questions = thread.stream()
                .filter(message -> message.get("role").equals("user"))
                .map(message -> Instant.parse((String) message.get("created_at")))
                .toList();
        return (int) Duration.between(questions.get(0), questions.get(9)).dividedBy(QUIET);
    }

    @Test
    void oneBotTakenOverLeavesTheOtherAlone() {
        WhatsAppBot other = connect(bot.tenant(), "1" + WhatsAppBot.FIXTURE_NUMBER);
        String customer = Api.randomNumber();
        ModelServer.Hold hold = service.model().hold("To both");
        ConnectedBot silent = ConnectedBot.written(bot, customer, "To both");
        // The list of a tenant tells its two bots apart by their ids only.
        other.post(other.textNow(customer.substring(1), WhatsAppBot.wamid(), "To both, too"))
                .statusCode(200);
        hold.awaitArrived(2);
        service.talkTo(1);
        silent.autoreply(false);

        hold.release();

        service.settle();
        assertThat(sentBy(other, customer)).containsExactly(ANSWER + "To both, too");
        assertThat(sentBy(bot, customer)).isEmpty();
    }

    @Test
    void aPauseSurvivesARestartAndEndsOnItsOwn() {
        ConnectedBot chat = ConnectedBot.written(bot, Api.randomNumber(), "Before the pause");
        service.settle();
        chat.post("/autoreply", Map.of("enabled", false, "resume_after", "PT2H", "reason", "Lunch"))
                .statusCode(200);
        Map<String, Object> pause = chat.get().getMap("autoreply");
        service.replicas().app(0).kill();
        service.replicas().app(1).stop();

        service.replicas().start(1);

        service.talkTo(1);
        assertThat(chat.get().<String, Object>getMap("autoreply"))
                .isEqualTo(pause)
                .containsEntry("enabled", false)
                .containsEntry("reason", "Lunch")
                .containsEntry("epoch", 1);
        chat.write("In the pause");
        endPauses();
        AnsweringService.await().until(() -> chat.get().getBoolean("autoreply.enabled"));
        service.replicas().start(0);
        service.talkTo(0);
        assertThat(chat.get().<String, Object>getMap("autoreply"))
                .containsEntry("epoch", 2)
                .hasEntrySatisfying("by", by -> assertThat(by)
                        .asInstanceOf(InstanceOfAssertFactories.MAP)
                        .containsEntry("kind", "system"))
                .containsEntry("reason", null)
                .containsEntry("resumes_at", null);
        chat.write("After the pause");
        service.settle();
        assertThat(sent(chat)).containsExactly(ANSWER + "Before the pause", ANSWER + "After the pause");
    }

    @Test
    void aShortPauseEndsInTimeAndOnce() {
        ConnectedBot chat = ConnectedBot.written(bot, Api.randomNumber(), "Before");
        service.settle();
        chat.post("/autoreply", Map.of("enabled", false, "resume_after", "PT1S"))
                .statusCode(200);
        AnsweringService.await().until(() -> chat.get().getBoolean("autoreply.enabled"));
        service.talkTo(1);
        assertThat(chat.get().getInt("autoreply.epoch")).isEqualTo(2);
        chat.write("After");
        service.settle();
        assertThat(sent(chat)).containsExactly(ANSWER + "Before", ANSWER + "After");
    }

    @Test
    void aTakeoverWaitsForTheLeaseOfASenderThatIsGone() {
        GraphServer.Hold hold = service.graph().hold(message -> true);
        List<ConnectedBot> chats = IntStream.range(0, 10)
                .mapToObj(i -> {
                    service.talkTo(i % 2);
                    return ConnectedBot.written(bot, Api.randomNumber(), "Nobody will know");
                })
                .toList();
        hold.awaitArrived(10);
        service.replicas().app(0).kill();
        service.talkTo(1);
        List<Object> said =
                Parallel.run(10, i -> chats.get(i).autoreply(false).extract().path("in_flight"));
        long lastAnswer = System.nanoTime();
        hold.release();
        service.replicas().start(0);
        service.settle();
        assertThat(said).containsOnly("uncertain");
        assertThat(chats).allSatisfy(chat -> {
            assertThat(service.graph().messages(chat.customer()))
                    .singleElement()
                    .satisfies(message -> assertThat(message.at()).isLessThan(lastAnswer));
            assertThat(chat.messages().get(1)).containsEntry("status", "uncertain");
        });
    }

    private static void turn(ConnectedBot chat, String switches) {
        String[] each = switches.split(" ");
        for (int i = 0; i < each.length; i++) {
            service.talkTo((i + 1) % 2);
            chat.autoreply(each[i].equals("on"));
        }
    }

    private static void endPauses() {
        service.database()
                .execute("UPDATE conversation SET autoreply_resumes_at = now() WHERE autoreply_resumes_at IS NOT NULL");
    }

    private static List<String> sent(ConnectedBot chat) {
        return sentBy(chat.bot(), chat.customer());
    }

    private static List<String> sentBy(WhatsAppBot bot, String customer) {
        return service.graph().messages(customer).stream()
                .filter(message -> message.path().endsWith("/" + bot.phoneNumberId() + "/messages"))
                .map(GraphMessage::body)
                .toList();
    }

    private static WhatsAppBot connect(UUID tenant, String number) {
        service.talkTo(0);
        return WhatsAppBot.create(tenant, number);
    }
}
