package com.callmissed.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;

/** The chart, as Helm renders it. */
final class Chart {
    static final Path FOLDER = Path.of("deploy/helm/conversations");
    /** All required values, and no other. */
    static final Path REQUIRED_VALUES = Path.of("deploy/kustomize/values.yaml");
    /** With {@link #REQUIRED_VALUES}: everything that can be switched on. */
    static final Path ALL_COMPONENTS = Path.of("deploy/kustomize/values-components.yaml");

    /** Helm's library leaves hooks out of its result. So it renders a copy of the chart that has no hooks. */
    static final String FORMER_HOOK = "test/hook";

    private static final Path WITHOUT_HOOKS = withoutHooks();
    private static final String OLDEST_KUBERNETES = "1.30.0";
    private static final String NEXT_OBJECT = "---\n# Source: conversations/templates/";

    private Chart() {}

    /**
     * Renders the objects of a release with the name {@code conversations}.
     *
     * @param values files with values; a later one wins
     * @throws IllegalStateException with Helm's message, when the chart refuses the values
     */
    static List<Manifest> render(Path... values) {
        TemplateCommand command =
                new Helm(WITHOUT_HOOKS).template().withName("conversations").withKubeVersion(OLDEST_KUBERNETES);
        Stream.of(values).forEach(command::withValuesFile);
        return Stream.of(command.call().split(NEXT_OBJECT))
                .filter(object -> !object.isBlank())
                .map(object -> object.split("\n", 2))
                .map(object -> Manifest.of(object[0], object[1].strip() + "\n"))
                .toList();
    }

    /** Renders with the required values and with these, as YAML. */
    static List<Manifest> renderWith(String yaml) {
        return render(REQUIRED_VALUES, file(yaml));
    }

    static Manifest only(String kind, List<Manifest> manifests) {
        return manifests.stream()
                .filter(manifest -> manifest.kind().equals(kind))
                .reduce((one, other) -> {
                    throw new IllegalStateException("two objects of the kind " + kind);
                })
                .orElseThrow(() -> new IllegalStateException("no object of the kind " + kind));
    }

    static LintResult lint() {
        return new Helm(FOLDER).lint().call();
    }

    private static Path withoutHooks() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            Path copy = Files.createTempDirectory("chart");
            copy.toFile().deleteOnExit();
            for (Path file : files.filter(path -> !path.equals(FOLDER)).toList()) {
                Path target = copy.resolve(FOLDER.relativize(file));
                target.toFile().deleteOnExit();
                if (Files.isDirectory(file)) {
                    Files.createDirectory(target);
                } else {
                    Files.writeString(target, read(file).replace("helm.sh/hook:", FORMER_HOOK + ":"));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(String yaml) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
