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
        ModelAnswer answer = ModelAnswer.read("""
                {"id": "x", "choices": [
                    {"index": 0, "message": {"role": "assistant", "content": "\\n Hello!\\u0000 ", "refusal": null}},
                    {"index": 1, "message": {"role": "assistant", "content": "Hi!"}}
                ], "usage": {"prompt_tokens": 20, "completion_tokens": 3, "total_tokens": 23}}""");
        assertThat(answer).isEqualTo(new ModelAnswer("Hello!", 23));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"total_tokens\": null}", "{\"total_tokens\": -1}", "{\"total_tokens\": 1e12}", "[]"})
    void doesWithoutUsage(String usage) {
        assertThat(ModelAnswer.read("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}],\"usage\":" + usage + "}"))
                .isEqualTo(new ModelAnswer("Hi", null));
    }

    /** Half a text is no answer, and asking again would not help. */
    @Test
    void takesATextThatAFilterHasCutForARefusal() {
        String body = "{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":\"You can\"}}]}";
        assertThatThrownBy(() -> ModelAnswer.read(body)).isInstanceOfSatisfying(ModelFailure.class, failure -> {
            assertThat(failure.isRefusal()).isTrue();
            assertThat(failure.isAway()).isFalse();
        });
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
