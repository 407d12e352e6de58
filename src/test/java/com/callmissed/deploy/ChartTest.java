package com.callmissed.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the chart does with its values. */
class ChartTest {
    /** The longest send, which a stop waits for after the drain, and a few seconds (ADR 15). */
    private static final int SECONDS_AFTER_DRAIN = 20;

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Chart.read(Chart.FOLDER.resolve("values.schema.json")));

    static Stream<Arguments> missing() {
        return Stream.of(
                Arguments.of("publicUrl: ''", "publicUrl is missing"),
                Arguments.of("secret: {name: ''}", "secret.name is missing"),
                Arguments.of("jwt: {jwksUrl: ''}", "jwt.jwksUrl or jwt.fromSecret is missing, or both are set"),
                Arguments.of(
                        "jwt: {fromSecret: CALLMISSED_JWT_HMAC_SECRET}",
                        "jwt.jwksUrl or jwt.fromSecret is missing, or both are set"),
                Arguments.of("ai: {provider: openai, model: m}", "ai.baseUrl or ai.model is missing"),
                Arguments.of("ai: {provider: openai, baseUrl: 'https://m'}", "ai.baseUrl or ai.model is missing"),
                Arguments.of("externalSecret: {enabled: true, storeName: s}", "externalSecret.remoteKey is missing"),
                Arguments.of(
                        "{migration: job, externalSecret: {enabled: true, storeName: s, remoteKey: k}}",
                        "migration is job, but externalSecret is enabled"),
                Arguments.of("networkPolicy: {databaseTo: []}", "networkPolicy.databaseTo is missing"),
                Arguments.of("ingress: {enabled: true}", "ingress.host is missing"),
                Arguments.of("httpRoute: {enabled: true, host: h}", "httpRoute.parentRefs is missing"),
                Arguments.of("shutdown: {drainSeconds: 26}", "shutdown.graceSeconds is too short"));
    }

    @ParameterizedTest
    @MethodSource("missing")
    void namesTheValueThatIsMissing(String values, String message) {
        assertThatThrownBy(() -> Chart.renderWith(values)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replica: 3",
                "image: {tags: '1'}",
                "publicUrl: http://conversations.example.com",
                "env: {CALLMISSED_KEY_PEPPER: in-the-open}",
                "env: {CALLMISSED_AI_API_KEY: in-the-open}",
                "env: {CALLMISSED_JWT_HMAC_SECRET: in-the-open}",
                "env: {DATABASE_URL: 'postgresql://me:in-the-open@db/c'}",
                "env: {OTEL_EXPORTER_OTLP_HEADERS: in-the-open}",
                "env: {CALLMISSED_SHUTDOWN_DRAIN: PT30S}",
                "env: {CALLMISSED_OUTBOX_ATTEMPTS: 5}",
                "networkPolicy: {ingressFrom: []}",
                "networkPolicy: {httpsTo: []}",
                "startup: {seconds: 60}",
                "resources: {limits: null}",
                "migration: never"
            })
    void refusesValuesThatTheSchemaDoesNotAllow(String values) {
        assertThatThrownBy(() -> Chart.renderWith(values)).hasMessageContaining("values don't meet the specifications");
    }

    @ParameterizedTest
    @ValueSource(strings = {"values.yaml", "values-native.yaml"})
    void theFilesOfValuesMatchTheSchema(String file) {
        assertThat(SCHEMA.validate(Manifest.parse(Chart.read(Chart.FOLDER.resolve(file)))))
                .isEmpty();
    }

    /** Otherwise a typing error in a value would be ignored. */
    @Test
    void theSchemaNamesEveryValueAndNoOther() {
        JsonNode schema = Manifest.parse(Chart.read(Chart.FOLDER.resolve("values.schema.json")));
        JsonNode values = Manifest.parse(Chart.read(Chart.FOLDER.resolve("values.yaml")));
        Set<String> expected = names(values);
        expected.add("global");
        assertThat(names(schema.at("/properties"))).isEqualTo(expected);
        schema.at("/properties").properties().stream()
                .filter(property -> property.getValue().has("properties"))
                .forEach(property -> {
                    assertThat(property.getValue().at("/additionalProperties")).hasToString("false");
                    assertThat(names(property.getValue().at("/properties")))
                            .as(property.getKey())
                            .isEqualTo(names(values.get(property.getKey())));
                });
    }

    @Test
    void everyValueIsUsedByATemplate() throws IOException {
        StringBuilder templates = new StringBuilder();
        try (Stream<Path> files = Files.list(Chart.FOLDER.resolve("templates"))) {
            files.sorted().forEach(file -> templates.append(Chart.read(file)));
        }
        JsonNode values = Manifest.parse(Chart.read(Chart.FOLDER.resolve("values.yaml")));
        assertThat(names(values)).allMatch(name -> templates.indexOf(".Values." + name) >= 0);
    }

    @Test
    void lintFindsNothing() {
        LintResult result = Chart.lint();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("ERROR"));
        assertThat(result.isFailed()).isFalse();
    }

    @Test
    void theVersionOfTheApplicationIsThatOfTheBuild() {
        Matcher build = Pattern.compile("<artifactId>conversations</artifactId>\\s*<version>([^<-]+)")
                .matcher(Chart.read(Path.of("pom.xml")));
        assertThat(build.find()).isTrue();
        assertThat(Manifest.parse(Chart.read(Chart.FOLDER.resolve("Chart.yaml")))
                        .at("/appVersion")
                        .asText())
                .isEqualTo(build.group(1));
    }

    @ParameterizedTest
    @CsvSource({"'', conversations:0.1.0", "'image: {tag: 1.2.3}', conversations:1.2.3"})
    void anImageHasTheVersionOfTheChartOrItsOwn(String values, String image) {
        assertThat(container(values).at("/image").asText()).isEqualTo("callmissed/" + image);
    }

    @Test
    void aDigestWinsOverATag() {
        String digest = "sha256:" + "0123456789abcdef".repeat(4);
        assertThat(container("image: {tag: 1.2.3, digest: '" + digest + "'}")
                        .at("/image")
                        .asText())
                .isEqualTo("callmissed/conversations@" + digest);
    }

    @Test
    void replicasAreReplacedOneByOneWithoutALoss() {
        JsonNode spec = deployment("").at("/spec");
        assertThat(spec.at("/replicas").asInt()).isEqualTo(2);
        assertThat(spec.at("/strategy/rollingUpdate")).hasToString("{\"maxUnavailable\":0,\"maxSurge\":1}");
        assertThat(spec.at("/progressDeadlineSeconds").asInt())
                .isGreaterThan(seconds(container("").at("/startupProbe")));
        assertThat(deployment("autoscaling: {enabled: true}").at("/spec").has("replicas"))
                .isFalse();
    }

    @Test
    void theProbesUseTheManagementPort() {
        JsonNode container = container("");
        for (String probe : new String[] {"startupProbe", "livenessProbe", "readinessProbe"}) {
            assertThat(container.at("/" + probe + "/httpGet/port").asText())
                    .as(probe)
                    .isEqualTo("management");
        }
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(seconds(container.at("/startupProbe"))).isEqualTo(600);
    }

    @Test
    void aStopHasTimeForTheProxiesTheDrainAndTheLongestSend() {
        JsonNode pod =
                deployment("shutdown: {preStopSeconds: 7, drainSeconds: 20}").at("/spec/template/spec");
        int preStop = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
        assertThat(preStop).isEqualTo(7);
        assertThat(variable(pod.at("/containers/0"), "CALLMISSED_SHUTDOWN_DRAIN"))
                .isEqualTo("PT20S");
        assertThat(pod.at("/terminationGracePeriodSeconds").asInt())
                .isGreaterThanOrEqualTo(preStop + 20 + SECONDS_AFTER_DRAIN);
    }

    @Test
    void aJobMigratesInPlaceOfTheReplicas() {
        Manifest job = Chart.only("Job", Chart.renderWith("migration: job"));
        assertThat(job.at("/metadata/annotations").path(Chart.FORMER_HOOK).asText())
                .isEqualTo("pre-install,pre-upgrade");
        assertThat(job.at("/spec/template/spec/containers/0/args")).hasToString("[\"migrate\"]");
        assertThat(variable(container("migration: job"), "QUARKUS_FLYWAY_MIGRATE_AT_START"))
                .isEqualTo("false");
        assertThat(variable(container(""), "QUARKUS_FLYWAY_MIGRATE_AT_START")).isEmpty();
    }

    @Test
    void everyDirectionIsDeniedUnlessARuleAllowsIt() {
        JsonNode spec = Chart.only("NetworkPolicy", Chart.renderWith("")).at("/spec");
        assertThat(spec.at("/policyTypes")).hasToString("[\"Ingress\",\"Egress\"]");
        assertThat(spec.at("/ingress")).hasSize(2).allMatch(rule -> !rule.at("/from")
                .isEmpty());
        assertThat(spec.at("/egress"))
                .hasSize(3)
                .allMatch(rule -> !rule.at("/to").isEmpty())
                .allMatch(rule -> !rule.at("/ports").isEmpty());
        assertThat(spec.at("/egress/2/ports")).hasToString("[{\"port\":443,\"protocol\":\"TCP\"}]");
        assertThat(spec.at("/egress/2/to/0/ipBlock/except").toString())
                .contains("10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16");
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "https://git.example.com/c/, https://git.example.com/c/"})
    void theAddressesOfRunbooksBeginWithTheBase(String base, String start) {
        Manifest rule = Chart.only(
                "PrometheusRule", Chart.renderWith("prometheusRule: {enabled: true, runbookBase: '" + base + "'}"));
        assertThat(rule.tree().findValuesAsText("runbook_url"))
                .hasSizeGreaterThan(5)
                .allMatch(address -> address.startsWith(start + "docs/runbooks/"));
    }

    /** The requests of the native image are smaller. */
    @Test
    void bothImagesAreScaledAboveTheSameLoad() {
        assertThat(milliCpuOfAReplica("values.yaml"))
                .isEqualTo(milliCpuOfAReplica("values-native.yaml"))
                .isEqualTo(500);
    }

    private static int milliCpuOfAReplica(String file) {
        JsonNode values = Manifest.parse(Chart.read(Chart.FOLDER.resolve(file)));
        String cpu = values.at("/resources/requests/cpu").asText();
        return Integer.parseInt(cpu.replace("m", ""))
                * values.at("/autoscaling/cpuPercent").asInt()
                / 100;
    }

    @Test
    void aSettingWithoutAValueOfItsOwnIsAVariable() {
        JsonNode container = container("env: {CALLMISSED_EVENT_RETENTION: P30D}");
        assertThat(variable(container, "CALLMISSED_EVENT_RETENTION")).isEqualTo("P30D");
    }

    @Test
    void aDatabaseOperatorMayOwnTheUrl() {
        JsonNode container = container("secret: {database: {name: conversations-db-app, key: uri}}");
        assertThat(Stream.iterate(0, i -> i < container.at("/env").size(), i -> i + 1)
                        .map(i -> container.at("/env/" + i))
                        .filter(variable -> variable.at("/name").asText().equals("DATABASE_URL"))
                        .map(variable -> variable.at("/valueFrom/secretKeyRef").toString()))
                .containsExactly("{\"name\":\"conversations-db-app\",\"key\":\"uri\"}");
    }

    private static Manifest deployment(String values) {
        return Chart.only("Deployment", Chart.renderWith(values));
    }

    private static JsonNode container(String values) {
        return deployment(values).at("/spec/template/spec/containers/0");
    }

    /** Empty when it is absent. */
    private static String variable(JsonNode container, String name) {
        for (JsonNode variable : container.at("/env")) {
            if (variable.at("/name").asText().equals(name)) {
                return variable.at("/value").asText();
            }
        }
        return "";
    }

    private static int seconds(JsonNode probe) {
        return probe.at("/periodSeconds").asInt()
                * probe.at("/failureThreshold").asInt();
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
