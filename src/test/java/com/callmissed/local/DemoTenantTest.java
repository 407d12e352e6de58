package com.callmissed.local;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.PostgresResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItems;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DemoTenantTest {
    @Inject
    DemoTenant demo;

    @Test
    void isMadeOnceWithAKeyThatReachesEverything() {
        Optional<String> key = demo.create();
        assertThat(key).isPresent();
        assertThat(demo.create()).isEmpty();

        get("/api/v1/bots", key.get()).body("type", containsInAnyOrder("whatsapp", "inbound_call"));
        get("/api/v1/conversations", key.get())
                .body("channel", hasItems("whatsapp", "voice"))
                .body("status", hasItems("active", "completed", "escalated", "failed"));
        List<String> bots = get("/api/v1/bots", key.get()).extract().path("id");
        for (String bot : bots) {
            get("/api/v1/bots/" + bot + "/answers", key.get()).body("automatic", hasItems(true));
        }
    }

    private static ValidatableResponse get(String path, String key) {
        return given().auth().preemptive().oauth2(key).get(path).then().statusCode(200);
    }
}
