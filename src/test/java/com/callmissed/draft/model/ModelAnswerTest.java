package com.callmissed.draft.model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelAnswerTest {
    @Test
    void readsTheFirstChoiceAndWhatIsBilled() {
        assertThat(ModelAnswer.read("""
                {"id": "x", "choices": [
                    {"index": 0, "message": {"role": "assistant", "content": "\\n Hello!\\u0000 ", "refusal": null}},
                    {"index": 1, "message": {"role": "assistant", "content": "Hi!"}}
                ], "usage": {"prompt_tokens": 20, "completion_tokens": 3, "total_tokens": 23}}""")).isEqualTo(new ModelAnswer("Hello!", 23));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"total_tokens\": null}", "{\"total_tokens\": -1}", "{\"total_tokens\": 1e12}", "[]"})
    void doesWithoutUsage(String usage) {
        assertThat(ModelAnswer.read("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}],\"usage\":" + usage + "}"))
                .isEqualTo(new ModelAnswer("Hi", null));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "<html>",
                "null",
                "[1]",
                "{\"choices\":[]}",
                "{\"choices\":[{\"message\":{\"content\":null}}]}",
                "{\"choices\":[{\"message\":{\"content\":\" \\n\"}}]}",
                "{\"choices\":[{\"message\":{\"content\":{}}}]}"
            })
    void hasNoReplyWithoutText(String body) {
        assertThatThrownBy(() -> ModelAnswer.read(body))
                .isInstanceOf(ModelFailure.class)
                .hasMessage(
                        body != null && body.contains("choices") ? "no text in the answer" : "no JSON in the answer")
                .hasNoCause();
    }
}
