package com.callmissed.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;

/**
 * The schemas of Kubernetes and of the operators whose objects the chart can create. They find unknown and missing
 * fields and values of a wrong type. The server of Kubernetes only warns of some of them.
 */
final class KubernetesSchemas {
    private static final Map<String, Check> KUBERNETES = Map.of(
            "apps/v1 Deployment", V1Deployment::validateJsonElement,
            "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
            "batch/v1 Job", V1Job::validateJsonElement,
            "networking.k8s.io/v1 Ingress", V1Ingress::validateJsonElement,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "v1 ConfigMap", V1ConfigMap::validateJsonElement,
            "v1 Service", V1Service::validateJsonElement,
            "v1 ServiceAccount", V1ServiceAccount::validateJsonElement);

    private static final Map<String, String> OPERATORS = Map.of(
            "external-secrets.io/v1 ExternalSecret", "externalsecret",
            "gateway.networking.k8s.io/v1 HTTPRoute", "httproute",
            "monitoring.coreos.com/v1 PrometheusRule", "prometheusrule",
            "monitoring.coreos.com/v1 ServiceMonitor", "servicemonitor");

    private KubernetesSchemas() {}

    /** Returns one line for each problem. For a kind of Kubernetes itself, only the first one. */
    static List<String> problems(JsonNode object) {
        String type =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        if (KUBERNETES.containsKey(type)) {
            return problems(KUBERNETES.get(type), object);
        }
        if (OPERATORS.containsKey(type)) {
            return problems(OPERATORS.get(type), object);
        }
        return List.of("there is no schema for " + type);
    }

    private static List<String> problems(Check check, JsonNode object) {
        try {
            check.accept(JsonParser.parseString(object.toString()));
            return List.of();
        } catch (IllegalArgumentException | ClassCastException e) {
            return List.of(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> problems(String schema, JsonNode object) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(KubernetesSchemas.class.getResourceAsStream("/schemas/" + schema + ".json"))
                .validate(object)
                .stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    private interface Check {
        void accept(JsonElement object) throws IOException;
    }
}
