package com.callmissed.packaged;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.StoppablePostgres;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** What operators read during an outage of the database: enough to know it, not so much that it fills a disk. */
class OutageLogIT {
    private static final int CALLERS = 16;
    private static final int REQUESTS = 40;
    private static final Pattern SECOND = Pattern.compile("\"timestamp\":\"(\\d{4}-\\d\\d-\\d\\dT[0-9:]{8})");

    @TempDir
    Path data;

    @Test
    void writesAtMostTenLinesASecondAndNoStackTrace() {
        try (StoppablePostgres database = new StoppablePostgres(data);
                PackagedApp app = PackagedApp.start(PackagedApp.production(database.url()))) {
            String token = TestTokens.of(UUID.randomUUID(), "owner");
            assertThat(list(app, token)).isEqualTo(200);
            int before = app.output().length();
            database.stopImmediately();
            Parallel.run(CALLERS, caller -> {
                for (int i = 0; i < REQUESTS; i++) {
                    assertThat(list(app, token)).isEqualTo(503);
                }
                return null;
            });
            database.startAgain();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> list(app, token) == 200);
            String written = app.output().substring(before);
            Map<String, Long> lines =
                    written.lines().collect(Collectors.groupingBy(OutageLogIT::second, Collectors.counting()));
            assertThat(written)
                    .doesNotContain("\\tat ", "stackTrace", "Result is already complete")
                    .contains("The database is unavailable");
            assertThat(lines.values()).as(written).allMatch(count -> count <= 10);
        }
    }

    private static String second(String line) {
        Matcher second = SECOND.matcher(line);
        assertThat(second.find()).as(line).isTrue();
        return second.group(1);
    }

    private static int list(PackagedApp app, String token) {
        return given().baseUri(app.baseUri())
                .auth()
                .oauth2(token)
                .get("/api/v1/conversations")
                .statusCode();
    }
}
