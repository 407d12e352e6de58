package com.callmissed.answer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** A saved answer fits a text that has every significant word of one of its questions. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SavedAnswerMatchTest {
    private final Api api = Api.ofFreshTenant();
    private String bot;

    @Inject
    SavedAnswers answers;

    @BeforeEach
    void createBot() {
        bot = api.createBot("Desk");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "When do you open on Sunday? | true",
                "hi!! when, on SUNDAY, do you OPEN | true",
                "Sunday... when would you be öpen? | true",
                "When do you open? | false",
                "Open Sunday? | false",
                "When do you reopen on Sundays? | false",
                "Do you sell gift cards? | true",
                "gift cards | false",
                "'' | false",
                "? | false"
            })
    void fitsATextWithEverySignificantWord(String text, boolean fits) {
        save("Yes", true, "When do you open on Sunday?", "Do you sell gift cards?");
        assertThat(match(text)).isEqualTo(fits ? "Yes" : null);
    }

    @Test
    void isTheOneWithTheMostWordsThenTheNewest() {
        save("Three", true, "open when sunday");
        save("Older", true, "when open");
        String newer = save("Newer", true, "open when", "something else entirely different here");
        assertThat(match("when open on sunday")).isEqualTo("Three");
        assertThat(match("when open")).isEqualTo("Newer");
        Database.update(
                "UPDATE saved_answer SET created_at = (SELECT min(created_at) FROM saved_answer WHERE tenant_id = ?)"
                        + " WHERE tenant_id = ?",
                api.tenant(),
                api.tenant());
        assertThat(match("when open")).isEqualTo("Newer");
        api.as().delete("/api/v1/bots/{id}/answers/{answer}", bot, newer).then().statusCode(204);
        assertThat(match("when open")).isEqualTo("Older");
    }

    @Test
    void isOneOfTheBotThatAPersonHasAllowedToSend() {
        save("By hand", false, "when open sunday");
        assertThat(match("when open sunday")).isNull();
        assertThat(match(bot, "when open sunday", false)).isEqualTo("By hand");
        save("Automatic", true, "when open");
        assertThat(match("when open sunday")).isEqualTo("Automatic");
        assertThat(match(bot, "when open sunday", false)).isEqualTo("By hand");
        assertThat(match(api.createBot("Other"), "when open sunday", false)).isNull();
        Api other = Api.ofFreshTenant();
        assertThat(answers.match(other.tenant(), UUID.fromString(bot), "when open", false)
                        .await()
                        .atMost(Duration.ofSeconds(10)))
                .isNull();
    }

    @Test
    void followsAChangeOfTheQuestions() {
        String id = save("Yes", true, "when open", "gift cards");
        api.as()
                .body(Map.of("title", "T", "answer", "No", "questions", List.of("parking lot"), "automatic", true))
                .put("/api/v1/bots/{id}/answers/{answer}", bot, id)
                .then()
                .statusCode(200);
        assertThat(match("when open")).isNull();
        assertThat(match("gift cards")).isNull();
        assertThat(match("parking lot")).isEqualTo("No");
    }

    /** 5 000 questions share their key word with a text of many words, and none of them fits. */
    @Test
    void costsLittleForALongTextAndManyQuestions() {
        Database.update("""
                INSERT INTO saved_answer
                    (tenant_id, bot_id, id, title, answer, questions, automatic, created_at, updated_at)
                SELECT ?, ?, gen_random_uuid(), 'Hours', 'Yes', '{}', true, now(), now() FROM generate_series(1, 250)
                """, api.tenant(), UUID.fromString(bot));
        Database.update("""
                INSERT INTO saved_answer_question (tenant_id, bot_id, answer_id, place, key_word, words, word_count)
                SELECT tenant_id, bot_id, id, n, 'w1', (SELECT string_agg('w' || i, ' & ' ORDER BY i)
                    FROM generate_series(1, 60) i)::tsquery && 'absent'::tsquery, 61
                FROM saved_answer CROSS JOIN generate_series(0, 19) n WHERE tenant_id = ?
                """, api.tenant());
        String text = IntStream.range(0, 1_000_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
        match(text);
        long start = System.nanoTime();
        assertThat(match(text)).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    }

    private String match(String text) {
        return match(bot, text, true);
    }

    private String match(String ofBot, String text, boolean automaticOnly) {
        return answers.match(api.tenant(), UUID.fromString(ofBot), text, automaticOnly)
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private String save(String answer, boolean automatic, String... questions) {
        return api.as()
                .body(Map.of("title", "T", "answer", answer, "questions", List.of(questions), "automatic", automatic))
                .post("/api/v1/bots/{id}/answers", bot)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }
}
