package com.callmissed.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manifests in {@code deploy/kustomize} are those of the chart. After a change of the chart, this writes them:
 *
 * <pre>./mvnw test -Dtest=KustomizeTest -Dkustomize.write=true</pre>
 */
class KustomizeTest {
    private static final Path FOLDER = Path.of("deploy/kustomize");
    private static final String HEAD =
            "# Rendered from deploy/helm/conversations. KustomizeTest compares the two and renders it again.\n";
    /** Says that Helm owns the object, and so it is not part of these files. */
    private static final String OF_HELM = "(?m)^ *app\\.kubernetes\\.io/managed-by: Helm\n";

    private static final Map<String, String> COMPONENTS = Map.of(
            "HorizontalPodAutoscaler", "autoscaling",
            "Ingress", "ingress",
            "HTTPRoute", "httproute",
            "ExternalSecret", "external-secret",
            "ServiceMonitor", "monitoring",
            "PrometheusRule", "monitoring",
            "ConfigMap", "monitoring");

    @Test
    void eachObjectOfTheChartHasTheSameFile() throws IOException {
        Map<Path, String> rendered = rendered();
        if (Boolean.getBoolean("kustomize.write")) {
            for (Map.Entry<Path, String> file : rendered.entrySet()) {
                Files.createDirectories(file.getKey().getParent());
                Files.writeString(file.getKey(), file.getValue());
            }
        }
        rendered.forEach((file, text) -> assertThat(file).content().isEqualTo(text));
    }

    @Test
    void eachFileIsPartOfItsKustomization() throws IOException {
        Map<Path, List<Path>> named = new TreeMap<>();
        for (Path file : kustomizations()) {
            JsonNode kustomization = Manifest.parse(Chart.read(file));
            List<Path> files = new ArrayList<>();
            for (String list : List.of("resources", "components")) {
                kustomization.path(list).forEach(entry -> files.add(resolve(file, entry)));
            }
            kustomization.path("patches").findValues("path").stream()
                    .filter(JsonNode::isTextual)
                    .filter(path -> !path.asText().startsWith("/"))
                    .forEach(path -> files.add(resolve(file, path)));
            named.put(file, files);
        }
        assertThat(named.values().stream().flatMap(List::stream)).isNotEmpty().allMatch(Files::exists);
        assertThat(rendered().keySet()).allMatch(file -> named.get(file.resolveSibling("kustomization.yaml"))
                .contains(file));
    }

    /** Otherwise an overlay would change nothing, or something else. */
    @Test
    void eachPatchChangesWhatIsThere() throws IOException {
        List<Manifest> objects = Chart.render(Chart.REQUIRED_VALUES, Chart.ALL_COMPONENTS);
        JsonNode fixedReplicas =
                Chart.only("Deployment", Chart.render(Chart.REQUIRED_VALUES)).tree();
        for (Path file : kustomizations()) {
            for (JsonNode patch : Manifest.parse(Chart.read(file)).path("patches")) {
                if (patch.has("path")) {
                    JsonNode change = Manifest.parse(Chart.read(resolve(file, patch.get("path"))));
                    assertThat(paths(change)).isNotEmpty().isSubsetOf(paths(fixedReplicas));
                } else {
                    for (String kind : patch.at("/target/kind").asText().split("\\|")) {
                        JsonNode target = kind.equals("Deployment")
                                ? fixedReplicas
                                : Chart.only(kind, objects).tree();
                        Manifest.parse(patch.get("patch").asText()).forEach(step -> assertThat(target.at(changed(step)))
                                .as("%s %s", file, step)
                                .isNotInstanceOf(MissingNode.class));
                    }
                }
            }
        }
    }

    /** What must be there: an added field needs its parent. */
    private static String changed(JsonNode step) {
        String path = step.get("path").asText();
        return step.get("op").asText().equals("add") ? path.substring(0, path.lastIndexOf('/')) : path;
    }

    /** The paths of all values. An entry of a list has its name in the path, as in a strategic merge patch. */
    private static Set<String> paths(JsonNode tree) {
        Set<String> paths = new TreeSet<>();
        addPaths("", tree, paths);
        return paths;
    }

    private static void addPaths(String path, JsonNode node, Set<String> paths) {
        if (node.isValueNode()) {
            paths.add(path);
        } else if (node.isObject()) {
            node.properties().forEach(field -> addPaths(path + "/" + field.getKey(), field.getValue(), paths));
        } else {
            node.forEach(entry -> addPaths(path + "/" + entry.path("name").asText(), entry, paths));
        }
    }

    @Test
    void theNativeComponentHasTheNativeValues() {
        JsonNode values = Manifest.parse(Chart.read(Chart.FOLDER.resolve("values-native.yaml")));
        JsonNode resources = Manifest.parse(Chart.read(FOLDER.resolve("components/native/resources.yaml")));
        assertThat(resources.at("/spec/template/spec/containers/0/resources")).isEqualTo(values.at("/resources"));
        JsonNode component = Manifest.parse(Chart.read(FOLDER.resolve("components/native/kustomization.yaml")));
        JsonNode scaling = Manifest.parse(component.at("/patches/1/patch").asText());
        assertThat(scaling.at("/0/value")).isEqualTo(values.at("/autoscaling/cpuPercent"));
    }

    private static Path resolve(Path kustomization, JsonNode entry) {
        return kustomization.resolveSibling(entry.asText()).normalize();
    }

    private static List<Path> kustomizations() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.endsWith("kustomization.yaml")).toList();
        }
    }

    /** The base has the objects of the required values; all others belong to a component. */
    private static Map<Path, String> rendered() {
        Map<Path, String> files = new TreeMap<>();
        for (Manifest manifest : Chart.render(Chart.REQUIRED_VALUES)) {
            files.put(FOLDER.resolve("base").resolve(manifest.file()), text(manifest));
        }
        Chart.render(Chart.REQUIRED_VALUES, Chart.ALL_COMPONENTS).stream()
                .filter(manifest -> COMPONENTS.containsKey(manifest.kind()))
                .forEach(manifest -> files.put(
                        FOLDER.resolve("components")
                                .resolve(COMPONENTS.get(manifest.kind()))
                                .resolve(manifest.file()),
                        text(manifest)));
        return files;
    }

    private static String text(Manifest manifest) {
        return HEAD + manifest.text().replaceAll(OF_HELM, "");
    }
}
