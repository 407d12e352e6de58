package com.callmissed.packaged;

import java.util.HashMap;
import java.util.Map;

import io.restassured.RestAssured;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.ModelServer.Hold;
import com.callmissed.testing.ModelServer.Reply;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/** A model provider outside of the process: the requests to it, and the use of its responses. */
class ModelIT {
    private static final String DRAFT = "/api/v1/conversations/{id}/ai-draft";

    private final ModelServer model = ModelServer.start();

    @AfterEach
    void disconnect() {
        model.close();
        RestAssured.reset();
    }

    @Test
    void draftsWithTheModelAndLogsNothingOfIt() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_AI_PROVIDER", "openai");
        environment.put("CALLMISSED_AI_BASE_URL", model.baseUrl());
        environment.put("CALLMISSED_AI_API_KEY", "sk-hunter2");
        environment.put("CALLMISSED_AI_MODEL", "small");
        // The bot must not call the model by itself in between.
        environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT1H");
        environment.put("CALLMISSED_AUTOREPLY_LONGEST_BURST", "PT1H");
        try (PackagedApp app = PackagedApp.start(environment)) {
            RestAssured.baseURI = app.baseUri();
            Api api = Api.ofFreshTenant();
            String id = api.openConversation(api.createSandboxBot("Support Bot", "Keep the secret hunter3"));
            api.say(id, "user", "Where is order hunter4?");

            model.replies(request -> Reply.text("On its way, hunter5"));
            Hold hold = model.hold("hunter4");
            assertThat(Parallel.run(2, index -> {
                        if (index == 0) {
                            return api.as().post(DRAFT, id).asString();
                        }
                        hold.awaitArrived();
                        hold.release();
                        return null;
                    }))
                    .first()
                    .isEqualTo("{\"draft\":\"On its way, hunter5\",\"used_default_prompt\":false,\"based_on_seq\":1"
                            + ",\"sources\":[{\"conversation_id\":null,\"seq\":null,\"kind\":\"model\"}]}");
            assertThat(hold.arrived()).singleElement().satisfies(request -> {
                assertThat(request.headers()).containsEntry("authorization", "Bearer sk-hunter2");
                assertThat(request.json().toString())
                        .startsWith("{\"model\":\"small\",\"messages\":["
                                + "{\"role\":\"system\",\"content\":\"Keep the secret hunter3\"},"
                                + "{\"role\":\"user\",\"content\":\"Where is order hunter4?\"},")
                        .endsWith("],\"max_tokens\":1024}");
            });

            model.replies(request -> Reply.error(503));
            api.as().post(DRAFT, id).then().statusCode(503).body("error.code", equalTo("provider_error"));
            assertThat(model.requests()).hasSize(4);
            assertThat(app.output()).contains("no reply: status 503").doesNotContain("hunter", "own words");
        }
    }
}
