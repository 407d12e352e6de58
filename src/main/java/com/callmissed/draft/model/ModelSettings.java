package com.callmissed.draft.model;

import java.util.ArrayList;
import java.util.List;

import com.callmissed.config.SafeAddress;
import com.callmissed.config.WebAddress;
import com.callmissed.draft.model.ModelConfig.Provider;

/** Checks the settings of the model provider. */
public final class ModelSettings {
    private final ModelConfig config;

    public ModelSettings(ModelConfig config) {
        this.config = config;
    }

    /**
     * Returns the errors that prevent a start, one line for each setting, with its environment variable and without its
     * value; empty if there are none.
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (config.provider() == Provider.OPENAI) {
            refuse(
                    problems,
                    config.baseUrl().isEmpty(),
                    "BASE_URL is missing: an OpenAI-compatible server, such as https://api.openai.com/v1");
            refuse(problems, config.model().isEmpty(), "MODEL is missing: the model that the server is to use");
        }
        refuse(
                problems,
                config.baseUrl().filter(url -> !WebAddress.isBase(url)).isPresent(),
                "BASE_URL" + WebAddress.BASE_EXPECTED);
        refuse(
                problems,
                config.apiKey().isPresent()
                        && config.baseUrl()
                                .filter(url -> WebAddress.isBase(url) && !SafeAddress.is(url))
                                .isPresent(),
                "BASE_URL must be an https address to take CALLMISSED_AI_API_KEY there; http only on this machine");
        refuse(
                problems,
                config.apiKey().filter(key -> !isHeaderValue(key)).isPresent(),
                "API_KEY is malformed: printable ASCII without spaces is expected");
        refuse(
                problems,
                config.temperature().filter(t -> !(t >= 0 && t <= 2)).isPresent(),
                "TEMPERATURE is out of range: 0 to 2");
        return problems;
    }

    private static void refuse(List<String> problems, boolean isWrong, String problem) {
        if (isWrong) {
            problems.add("CALLMISSED_AI_" + problem);
        }
    }

    private static boolean isHeaderValue(String key) {
        return key.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
