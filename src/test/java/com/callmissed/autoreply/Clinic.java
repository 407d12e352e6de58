package com.callmissed.autoreply;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

import com.callmissed.testing.Api;
import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.Database;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.TwilioBot;

/**
 * A tenant in which people have told customers what concerns nobody else: to every question that a stranger will ask,
 * with the same words, on the same bot, on other bots and on one that is deleted.
 */
final class Clinic {
    /** Ten ways to ask the same, close to each other and to what the customer asked. */
    static final List<String> REPHRASINGS = List.of(
            "When is my appointment?",
            "my appointment when",
            "when is my appointment",
            "WHEN IS MY APPOINTMENT",
            "Hi, when is my appointment please?",
            "Appointment: when?",
            "When will my appointment be?",
            "When exactly is my appointment tomorrow?",
            "¿When is my appointmént?",
            "my my my appointment appointment when when");

    final Api api = Api.ofFreshTenant();
    final String secret = "Dr. Kovacs, 5 Elm Street, insurance number " + UUID.randomUUID();
    final String clinic = api.createSandboxBot("Clinic", "");
    final String shop = api.createSandboxBot("Shop", "");
    final TwilioBot phone = TwilioBot.connect(
            api.tenant(), TwilioBot.make(api.tenant(), "inbound_call", Map.of()), "token-" + UUID.randomUUID());

    Clinic() {
        String deleted = api.createSandboxBot("Former clinic", "");
        for (String bot : List.of(clinic, shop, deleted)) {
            String thread = api.openConversation(bot);
            REPHRASINGS.forEach(question -> tell(thread, question));
        }
        String call = api.openConversation(phone.id().toString(), "voice", Api.randomNumber());
        REPHRASINGS.forEach(question -> tell(call, question));
        api.as().delete("/api/v1/bots/{id}", deleted).then().statusCode(204);
    }

    private void tell(String thread, String question) {
        api.say(thread, "user", question);
        api.say(thread, "assistant", secret);
    }

    /** Saves an answer that the bot of the clinic may send by itself; its id. */
    String save(String question, String answer) {
        return AutomaticAnswers.save(api.tenant(), UUID.fromString(clinic), answer, question);
    }

    void forget(String answer) {
        api.as()
                .delete("/api/v1/bots/{id}/answers/{answer_id}", clinic, answer)
                .then()
                .statusCode(204);
    }

    /** What the bot by itself answers to strangers, each of whom asks one of the questions. */
    List<String> answers(String bot, List<String> questions) {
        List<String> threads =
                questions.stream().map(question -> api.openConversation(bot)).toList();
        IntStream.range(0, questions.size()).forEach(i -> api.say(threads.get(i), "user", questions.get(i)));
        Database.update("UPDATE autoreply_turn SET due_at = now() WHERE tenant_id = ?", api.tenant());
        return threads.stream().map(this::answer).toList();
    }

    private String answer(String thread) {
        Awaitility.await().until(() -> contents(thread).size() == 2);
        return contents(thread).get(1);
    }

    private List<String> contents(String thread) {
        return api.as()
                .get("/api/v1/conversations/{id}/messages", thread)
                .jsonPath()
                .getList("content");
    }

    /** What callers hear after the greeting, each of whom asks one of the questions. */
    List<String> said(List<String> questions) {
        List<List<String>> said = Parallel.run(questions.size(), i -> {
            PhoneCall call = PhoneCall.answered(phone);
            return call.ask(questions.get(i)).said();
        });
        return said.stream().flatMap(List::stream).toList();
    }
}
