package com.callmissed.admin;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.json.JsonObject;
import org.eclipse.microprofile.config.ConfigProvider;

import com.callmissed.config.Settings;
import com.callmissed.testing.Database;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs commands in the process of the test, on the database of the service that runs there. */
record Operator(int exitCode, String out, String err) {
    private static final List<String> SETTINGS = List.of(
            "DATABASE_URL",
            "quarkus.datasource.reactive.url",
            "quarkus.datasource.jdbc.url",
            "quarkus.datasource.username",
            "quarkus.datasource.password",
            "quarkus.flyway.init-sql",
            "callmissed.data-dir");

    static Operator runs(String... words) {
        return runs(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class), words);
    }

    /** @param changed settings that differ from those of the service */
    static Operator runs(Map<String, String> changed, String... words) {
        SmallRyeConfig service = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        Map<String, String> settings = new HashMap<>();
        for (String name : SETTINGS) {
            service.getOptionalValue(name, String.class).ifPresent(value -> settings.put(name, value));
        }
        settings.putAll(changed);
        return runs(
                Settings.addTo(new SmallRyeConfigBuilder().addDefaultInterceptors(), Admin.mappings(List.of(words)))
                        .withDefaultValues(settings)
                        .build(),
                words);
    }

    private static Operator runs(SmallRyeConfig settings, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Admin.run(List.of(words), settings, new PrintStream(out, true), new PrintStream(err, true));
        return new Operator(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The objects that a successful command prints with {@code --json}. */
    static List<JsonObject> reads(String... words) {
        Operator result =
                runs(Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new));
        assertThat(result.err()).matches("(admin: the run is admin-[0-9a-f-]{36} in the audit log\n)?");
        assertThat(result.exitCode()).isZero();
        return result.out().lines().map(JsonObject::new).toList();
    }

    /** The result of a successful change with {@code --json}. */
    static JsonObject changes(String... words) {
        List<JsonObject> documents = reads(words);
        assertThat(documents).hasSize(1);
        return documents.get(0);
    }

    static List<String> results(JsonObject change) {
        return change.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("result"))
                .toList();
    }

    /** Action, target, request id and reason of the tenant's audit entries, oldest first. */
    static List<String> audit(UUID tenant) {
        return Database.column(
                "SELECT concat_ws(' ', actor, action, target, request_id, details ->> 'reason') FROM audit_entry"
                        + " WHERE tenant_id = ? ORDER BY at, id",
                tenant);
    }
}
