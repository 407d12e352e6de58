package com.callmissed.packaged;

import java.util.Map;
import java.util.UUID;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestDatabase;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

/** A database that serves reads and refuses writes: the service stays ready, and readiness says what does not work. */
class ReadOnlyDatabaseIT {
    private static final String REFUSE = """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$
            """;
    private static final String FULL =
            "CREATE TRIGGER full_disk BEFORE INSERT ON conversation FOR EACH ROW EXECUTE FUNCTION refuse()";

    private final String url = TestDatabase.create();
    private final Database database = Database.at(url);
    private final String token = TestTokens.of(UUID.randomUUID(), "owner");

    @Test
    void staysReadyAndSaysThatWritesAreRefused() {
        try (PackagedApp app = PackagedApp.start(PackagedApp.production(url))) {
            String bot = write(app, "bots", Map.of("name", "Shop", "type", "whatsapp", "system_prompt", ""))
                    .statusCode(201)
                    .extract()
                    .path("id");
            start(app, bot, "+4915100000001").statusCode(201);
            assertReady(app, "accepted", null);

            database.execute(REFUSE);
            database.execute(FULL);
            refused(start(app, bot, "+4915100000002"));
            assertReady(app, "refused", "the disk of the database is full");
            database.execute("DROP TRIGGER full_disk ON conversation");
            start(app, bot, "+4915100000002").statusCode(201);
            assertReady(app, "accepted", null);

            setReadOnly("SET default_transaction_read_only = on");
            Awaitility.await().until(() -> "refused".equals(writes(app)));
            assertReady(app, "refused", "the database is read-only");
            refused(start(app, bot, "+4915100000003"));
            api(app).get("/api/v1/conversations").then().statusCode(200).body("size()", equalTo(2));

            setReadOnly("RESET default_transaction_read_only");
            Awaitility.await()
                    .until(() -> start(app, bot, "+4915100000003").extract().statusCode() == 201);
            assertReady(app, "accepted", null);
        }
    }

    /** Sessions keep their setting, so the service has to connect again, as after a failover. */
    private void setReadOnly(String setting) {
        int slash = url.lastIndexOf('/') + 1;
        String name = url.substring(slash);
        Database other = Database.at(url.substring(0, slash) + "postgres");
        other.execute("ALTER DATABASE " + name + " " + setting);
        other.select("SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = ?", name);
    }

    private static void assertReady(PackagedApp app, String writes, String reason) {
        Management.given(app)
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.find { it.name == 'database' }.data.writes", equalTo(writes))
                .body(
                        "checks.find { it.name == 'database' }.data.reason",
                        reason == null ? nullValue() : equalTo(reason));
    }

    /** Null while the service finds out that its connections are gone. */
    private static String writes(PackagedApp app) {
        return Management.given(app).get("/q/health/ready").path("checks.find { it.name == 'database' }.data.writes");
    }

    private static void refused(ValidatableResponse response) {
        response.statusCode(503).header("Retry-After", notNullValue()).body("error.code", equalTo("not_ready"));
    }

    private ValidatableResponse start(PackagedApp app, String bot, String customer) {
        return write(app, "conversations", Map.of("bot_id", bot, "channel", "whatsapp", "external_id", customer));
    }

    private ValidatableResponse write(PackagedApp app, String path, Map<String, String> body) {
        return api(app).contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/" + path)
                .then();
    }

    private RequestSpecification api(PackagedApp app) {
        return given().baseUri(app.baseUri()).auth().oauth2(token);
    }
}
