package com.callmissed.testing;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import static io.restassured.RestAssured.given;

/** Saved answers that a bot may send by itself, made over the API. */
public final class AutomaticAnswers {
    private AutomaticAnswers() {}

    /**
     * Returns the id.
     *
     * @param questions what is asked when this is the answer: a text with all significant words of one of them
     */
    public static String save(UUID tenant, UUID bot, String answer, String... questions) {
        return given().auth()
                .preemptive()
                .oauth2(TestTokens.of(tenant, "owner"))
                .contentType("application/json")
                .body(Map.of("title", "Saved", "answer", answer, "questions", List.of(questions), "automatic", true))
                .post("/api/v1/bots/{id}/answers", bot.toString())
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }
}
