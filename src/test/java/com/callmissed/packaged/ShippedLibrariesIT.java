package com.callmissed.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** The list of libraries in the threat model is that of the jar. */
@DisabledIfSystemProperty(named = "packaged.native", matches = "true")
class ShippedLibrariesIT {
    private static final Path PAGE = Path.of("docs/threat-model.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `([\\w.-]+)` \\| ([^|]+) \\| (\\d{4}-\\d\\d-\\d\\d|–) \\|$", Pattern.MULTILINE);

    @Test
    void areThoseOfTheThreatModel() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> documented.put(row.group(1), Set.of(row.group(2).split(", "))));
        assertThat(documented).containsExactlyInAnyOrderEntriesOf(shipped());
    }

    /** Lines of the platform: {@code group:artifact:classifier:type:version}. */
    private static Map<String, Set<String>> shipped() throws IOException {
        Path list = Path.of(System.getProperty("packaged.jar")).resolveSibling("quarkus-app-dependencies.txt");
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(line -> !line.isBlank())
                    .map(line -> line.split(":"))
                    .collect(Collectors.groupingBy(
                            parts -> parts[0],
                            TreeMap::new,
                            Collectors.mapping(
                                    parts -> parts[parts.length - 1], Collectors.toCollection(TreeSet::new))));
        }
    }
}
