package com.callmissed.draft.model;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelSettingsTest {
    private static final Map<String, String> COMPLETE = Map.of(
            "callmissed.ai.provider", "openai",
            "callmissed.ai.base-url", "https://model.example/v1",
            "callmissed.ai.model", "small");

    @Test
    void theHistoryNeedsNothing() {
        assertThat(new ModelSettings(TestModel.config(Map.of())).problems()).isEmpty();
    }

    @Test
    void aModelNeedsAnAddressAndAName() {
        assertThat(new ModelSettings(TestModel.config(COMPLETE)).problems()).isEmpty();
        assertThat(new ModelSettings(TestModel.config(Map.of("callmissed.ai.provider", "openai"))).problems())
                .containsExactly(
                        "CALLMISSED_AI_BASE_URL is missing:"
                                + " an OpenAI-compatible server, such as https://api.openai.com/v1",
                        "CALLMISSED_AI_MODEL is missing: the model that the server is to use");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://model.example/v1",
                "model.example/v1",
                "https:///v1",
                "https://me:hunter2@model.example/v1",
                "https://model.example/v1?key=hunter2",
                "https://model.example/v1#hunter2"
            })
    void refusesAnAddressThatIsNoneOrHoldsASecret(String url) {
        assertThat(problems("base-url", url))
                .singleElement()
                .asString()
                .startsWith("CALLMISSED_AI_BASE_URL is malformed")
                .doesNotContain("hunter2");
    }

    @Test
    void sendsAKeyNowhereInTheClear() {
        String[] withKey = {"callmissed.ai.api-key", "sk-test", "callmissed.ai.base-url", "http://model.example/v1"};
        assertThat(new ModelSettings(TestModel.config(COMPLETE, withKey)).problems())
                .containsExactly("CALLMISSED_AI_BASE_URL must be an https address to take CALLMISSED_AI_API_KEY there;"
                        + " http only on this machine");
        withKey[3] = "http://localhost:11434/v1";
        assertThat(new ModelSettings(TestModel.config(COMPLETE, withKey)).problems())
                .isEmpty();
        assertThat(problems("base-url", "http://model.internal/v1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "api-key, sk two, API_KEY is malformed",
        "temperature, 2.1, TEMPERATURE is out of range",
        "temperature, NaN, TEMPERATURE is out of range"
    })
    void refusesWhatCannotWork(String name, String value, String problem) {
        assertThat(problems(name, value)).singleElement().asString().startsWith("CALLMISSED_AI_" + problem);
    }

    private static Iterable<String> problems(String name, String value) {
        return new ModelSettings(TestModel.config(COMPLETE, "callmissed.ai." + name, value)).problems();
    }
}
