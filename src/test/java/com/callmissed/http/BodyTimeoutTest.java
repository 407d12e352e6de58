package com.callmissed.http;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.RawHttp;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(BodyTimeoutTest.Quick.class)
class BodyTimeoutTest {
    /** A short time for bodies. */
    public static class Quick implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("callmissed.http.body-timeout", "PT0.3S");
        }
    }

    @Test
    void refusesABodyThatDoesNotArriveInTime() {
        RawHttp.Answer answer = RawHttp.send(
                "POST /api/v1/probe/size HTTP/1.1", Map.of("Content-Length", "2"), new byte[] {(byte) '{'});
        JsonPath body = JsonPath.from(answer.body());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("connection", "close");
        assertThat(body.getString("error.code")).isEqualTo("malformed_request");
        assertThat(body.getString("error.message")).isEqualTo("The body did not arrive in time");
        assertThat(body.getString("error.request_id"))
                .isEqualTo(answer.headers().get("x-request-id"));
    }

    @Test
    void readsABodyThatDoes() {
        assertThat(RawHttp.send("POST /api/v1/probe/size HTTP/1.1", Map.of("Content-Length", "2"), new byte[] {
                            (byte) '{', (byte) '}'
                        })
                        .body())
                .isEqualTo("2");
    }
}
