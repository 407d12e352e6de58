package com.callmissed.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;

import com.callmissed.http.error.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;

/** Asserts a whole error response: status, headers, and a body with exactly the contract's fields. */
public final class ErrorEnvelope {
    private ErrorEnvelope() {}

    public static void assertError(ValidatableResponse answer, ErrorCode code, String message) {
        assertError(answer.extract().response(), code, message, List.of());
    }

    /** {@code details} is field, message, field, message, and so on. */
    public static void assertInvalid(ValidatableResponse answer, String... details) {
        List<Map<String, String>> expected = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < details.length; i += 2) {
            expected.add(Map.of("field", details[i], "message", details[i + 1]));
            sentences.add(details[i] + " " + details[i + 1]);
        }
        String message = "The request is not valid: " + String.join("; ", sentences);
        assertError(answer.extract().response(), ErrorCode.VALIDATION_FAILED, message, expected);
    }

    private static void assertError(
            Response answer, ErrorCode code, String message, List<Map<String, String>> details) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code.code());
        error.put("message", message);
        error.put("type", code.type());
        error.put("request_id", answer.header("X-Request-Id"));
        if (!details.isEmpty()) {
            error.put("details", details);
        }
        assertThat(answer.asString()).isNotBlank();
        assertThat(answer.jsonPath().getMap("")).isEqualTo(Map.of("error", error));
        assertThat(answer.statusCode()).isEqualTo(code.status());
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("X-Request-Id")).isNotBlank();
        assertThat(answer.header("WWW-Authenticate")).isEqualTo(code.status() == 401 ? "Bearer" : null);
    }
}
