package com.callmissed.deploy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.logging.LevelConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.config.Settings;
import com.callmissed.lifecycle.StartupChecks;

import static org.assertj.core.api.Assertions.assertThat;

/** The service accepts the environment that the chart gives it. */
class ChartSettingsTest {
    private static final Path PAGE = Path.of("docs/deploy/kubernetes.md");
    private static final Pattern SET = Pattern.compile("--set (\\w+)\\.?(\\w*)=(\\S+)");
    private static final Pattern SET_JSON = Pattern.compile("--set-json '(\\w+)\\.(\\w+)=(.+)'");

    /** What an operator puts into the Secret. */
    private static final Map<String, String> SECRET = Map.of(
            "DATABASE_URL", "postgresql://user:password@10.20.0.5:5432/callmissed",
            "CALLMISSED_KEY_PEPPER", "a pepper that is only used in tests",
            "CALLMISSED_ENCRYPTION_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "CALLMISSED_JWT_HMAC_SECRET", "a secret that is only used in tests",
            "CALLMISSED_AI_API_KEY", "a-key-that-is-only-used-in-tests");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "migration: job",
                "jwt: {jwksUrl: '', fromSecret: CALLMISSED_JWT_HMAC_SECRET}",
                "ai: {provider: openai, baseUrl: 'https://api.example.com/v1', model: small}",
                "shutdown: {drainSeconds: 25}"
            })
    void theServiceStartsWithTheRequiredValuesAndNoOther(String values) {
        Map<String, String> environment = environment(Chart.renderWith(values));
        assertThat(problems(environment)).isEmpty();
        assertThat(StartupChecks.warnings(environment.keySet())).isEmpty();
    }

    @Test
    void theServiceRefusesToStartWithoutEachRequiredKeyOfTheSecret() {
        for (String key : List.of("DATABASE_URL", "CALLMISSED_KEY_PEPPER", "CALLMISSED_ENCRYPTION_KEY")) {
            Map<String, String> environment = environment(Chart.render(Chart.REQUIRED_VALUES));
            environment.remove(key);
            assertThat(problems(environment)).singleElement().asString().startsWith(key + " is missing");
        }
    }

    @Test
    void theCommandOfThePageInstallsTheChart() {
        String page = Chart.read(PAGE);
        String install =
                page.substring(page.indexOf("helm install"), page.indexOf("```", page.indexOf("helm install")));
        Stream<String> values = Stream.concat(
                SET.matcher(install).results().map(set -> yaml(set.group(1), set.group(2), set.group(3))),
                SET_JSON.matcher(install).results().map(set -> yaml(set.group(1), set.group(2), set.group(3))));
        List<Manifest> objects = Chart.render(values.map(Chart::file).toArray(Path[]::new));
        assertThat(problems(environment(objects))).isEmpty();
        assertThat(objects).extracting(Manifest::kind).contains("Deployment", "NetworkPolicy");
    }

    private static String yaml(String name, String inner, String value) {
        return inner.isEmpty() ? name + ": " + value : name + ": {" + inner + ": " + value + "}";
    }

    private static Map<String, String> environment(List<Manifest> objects) {
        Map<String, String> environment = new HashMap<>();
        for (JsonNode variable : Chart.only("Deployment", objects).at("/spec/template/spec/containers/0/env")) {
            String name = variable.at("/name").asText();
            String value = variable.has("value") ? variable.at("/value").asText() : SECRET.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        return environment;
    }

    private static List<String> problems(Map<String, String> environment) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(Level.class, 200, new LevelConverter())
                .withSources(new EnvConfigSource(environment, 300));
        return StartupChecks.problems(
                Settings.addTo(builder, StartupChecks.MAPPINGS).build());
    }
}
