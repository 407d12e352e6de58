package com.callmissed.deploy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules for each object that the chart can create, whatever the values are. */
class ManifestsTest {
    private static final Map<String, List<Manifest>> VARIANTS = Map.of(
            "only required values", Chart.render(Chart.REQUIRED_VALUES),
            "all components", Chart.render(Chart.REQUIRED_VALUES, Chart.ALL_COMPONENTS),
            "native", Chart.render(Chart.REQUIRED_VALUES, Path.of("deploy/helm/conversations/values-native.yaml")),
            "scaled by the lag", Chart.renderWith("autoscaling: {enabled: true, lagSeconds: 30}"),
            "a job migrates", Chart.renderWith("migration: job"));

    static Stream<Manifest> all() {
        return VARIANTS.values().stream().flatMap(List::stream);
    }

    static Stream<Manifest> withPods() {
        return all().filter(Manifest::hasPods);
    }

    @ParameterizedTest
    @MethodSource("all")
    void matchesTheSchemaOfKubernetes(Manifest manifest) {
        assertThat(KubernetesSchemas.problems(manifest.tree())).isEmpty();
    }

    @Test
    void theSchemasFindUnknownAndMissingFieldsAndWrongTypes() {
        for (Manifest manifest : VARIANTS.get("all components")) {
            ObjectNode unknown = manifest.tree().deepCopy();
            ((ObjectNode) unknown.at(unknown.has("spec") ? "/spec" : "")).put("replicaz", 2);
            assertThat(KubernetesSchemas.problems(unknown)).as("%s", manifest).isNotEmpty();
        }
        Manifest deployment = Chart.only("Deployment", VARIANTS.get("all components"));
        ObjectNode nested = deployment.tree().deepCopy();
        container(nested).put("readOnlyRootFileSystem", true);
        assertThat(KubernetesSchemas.problems(nested))
                .singleElement()
                .asString()
                .contains("readOnlyRootFileSystem");
        ObjectNode missing = deployment.tree().deepCopy();
        ((ObjectNode) missing.at("/spec")).remove("selector");
        assertThat(KubernetesSchemas.problems(missing))
                .singleElement()
                .asString()
                .contains("selector");
        ObjectNode wrong = deployment.tree().deepCopy();
        container(wrong).put("name", true);
        ((ObjectNode) wrong.at("/spec/template/spec/containers/0")).set("ports", wrong.at("/metadata"));
        assertThat(KubernetesSchemas.problems(wrong)).isNotEmpty();
    }

    private static ObjectNode container(JsonNode deployment) {
        return (ObjectNode) deployment.at("/spec/template/spec/containers/0");
    }

    @ParameterizedTest
    @MethodSource("withPods")
    void containersHaveNoRights(Manifest manifest) {
        JsonNode pod = manifest.at("/spec/template/spec");
        assertThat(pod.at("/automountServiceAccountToken")).hasToString("false");
        assertThat(pod.at("/enableServiceLinks")).hasToString("false");
        assertThat(pod.at("/securityContext/runAsNonRoot")).hasToString("true");
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            assertThat(pod.has(field)).as(field).isFalse();
        }
        assertThat(pod.at("/volumes")).allMatch(volume -> volume.has("emptyDir"));
        for (JsonNode container : containers(pod)) {
            JsonNode security = container.at("/securityContext");
            assertThat(security.at("/allowPrivilegeEscalation")).hasToString("false");
            assertThat(security.at("/readOnlyRootFilesystem")).hasToString("true");
            assertThat(security.at("/capabilities")).hasToString("{\"drop\":[\"ALL\"]}");
            assertThat(security.at("/privileged").isMissingNode()).isTrue();
            assertThat(container.at("/volumeMounts/0/mountPath").asText()).isEqualTo("/tmp");
        }
    }

    @ParameterizedTest
    @MethodSource("withPods")
    void containersHaveRequestsALimitOfMemoryAndAnImageOfOneVersion(Manifest manifest) {
        for (JsonNode container : containers(manifest.at("/spec/template/spec"))) {
            assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
            assertThat(container.at("/resources/requests/memory").asText()).isNotEmpty();
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
            assertThat(container.at("/image").asText()).matches(".+:.+").doesNotEndWith(":latest");
        }
    }

    @ParameterizedTest
    @MethodSource("withPods")
    void secretsAreOnlyReferences(Manifest manifest) {
        for (JsonNode container : containers(manifest.at("/spec/template/spec"))) {
            assertThat(container.has("envFrom")).isFalse();
            for (JsonNode variable : container.at("/env")) {
                String name = variable.at("/name").asText();
                boolean secret = name.equals("DATABASE_URL")
                        || name.matches(".*(PEPPER|PASSWORD|SECRET|_KEY|_PREVIOUS|_HEADERS)");
                assertThat(variable.at("/valueFrom").has("secretKeyRef"))
                        .as(name)
                        .isEqualTo(secret);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("withPods")
    void eachVariableIsThereOnce(Manifest manifest) {
        for (JsonNode container : containers(manifest.at("/spec/template/spec"))) {
            Set<String> names = new HashSet<>();
            assertThat(container.at("/env"))
                    .allMatch(variable -> names.add(variable.at("/name").asText()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void noObjectIsASecret(Manifest manifest) {
        assertThat(manifest.kind()).isNotEqualTo("Secret");
    }

    @ParameterizedTest
    @MethodSource("all")
    void objectsHaveTheRecommendedLabels(Manifest manifest) {
        for (String label : List.of("name", "instance", "version", "part-of", "managed-by")) {
            assertThat(manifest.at("/metadata/labels").has("app.kubernetes.io/" + label))
                    .as(label)
                    .isTrue();
        }
        assertThat(manifest.at("/metadata").has("namespace")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void noSelectorHasTheVersion(Manifest manifest) {
        List<JsonNode> selectors = Stream.of("selector", "podSelector", "labelSelector")
                .flatMap(name -> manifest.tree().findValues(name).stream())
                .filter(selector -> !selector.isEmpty())
                .toList();
        assertThat(selectors).noneMatch(selector -> selector.toString().contains("app.kubernetes.io/version"));
    }

    /** Without the component, the Service would send requests to the pod of the migration. */
    @Test
    void theServiceAndTheBudgetSelectTheReplicasAlone() {
        List<Manifest> objects = VARIANTS.get("a job migrates");
        JsonNode replicas = Chart.only("Deployment", objects).at("/spec/template/metadata/labels");
        JsonNode migration = Chart.only("Job", objects).at("/spec/template/metadata/labels");
        for (JsonNode selector : List.of(
                Chart.only("Service", objects).at("/spec/selector"),
                Chart.only("PodDisruptionBudget", objects).at("/spec/selector/matchLabels"),
                Chart.only("Deployment", objects).at("/spec/selector/matchLabels"))) {
            assertThat(selects(selector, replicas)).isTrue();
            assertThat(selects(selector, migration)).isFalse();
        }
        JsonNode policy = Chart.only("NetworkPolicy", objects).at("/spec/podSelector/matchLabels");
        assertThat(selects(policy, replicas)).isTrue();
        assertThat(selects(policy, migration)).isTrue();
    }

    private static boolean selects(JsonNode selector, JsonNode labels) {
        return !selector.isEmpty()
                && selector.properties().stream()
                        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }

    private static List<JsonNode> containers(JsonNode pod) {
        List<JsonNode> containers = Stream.of("containers", "initContainers", "ephemeralContainers")
                .flatMap(name -> StreamSupport.stream(pod.path(name).spliterator(), false))
                .toList();
        assertThat(containers).isNotEmpty();
        return containers;
    }
}
