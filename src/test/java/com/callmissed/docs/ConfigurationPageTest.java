package com.callmissed.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.OurClasses;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@code docs/configuration.md} with every {@code @ConfigMapping} of the service. SmallRye Config computes the
 * names and the defaults.
 */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("docs/configuration.md");
    /** Environment variable, property, type, default, meaning. */
    private static final Pattern ROW =
            Pattern.compile("\\| `([^`]+)`<br>`(callmissed\\.[^`]+)` \\| [^|]+ \\| ([^|]+) \\| [^|]+ \\|");

    private static final Pattern OUR_VARIABLE = Pattern.compile("CALLMISSED_[A-Z_]*[A-Z]");
    private static final String ABSENT = "–";
    /** Read by the example {@code docs/client/watch.mjs}; the service does not know it. */
    private static final String OF_THE_CLIENT = "CALLMISSED_TOKEN";

    private static final Map<String, String> DECLARED = declared();

    @Test
    void pageHasEverySettingWithItsDefault() throws IOException {
        Set<Map.Entry<String, String>> documented = documented().entrySet();
        assertThat(without(DECLARED.entrySet(), documented))
                .as("settings that are not on the page, or with another default")
                .isEmpty();
        assertThat(without(documented, DECLARED.entrySet()))
                .as("rows of the page without such a setting and default")
                .isEmpty();
    }

    @Test
    void pageHasTheEnvironmentVariableOfEverySetting() throws IOException {
        assertThat(rows().filter(row -> !row.group(1).equals(variable(row.group(2))))
                        .map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void noOtherPageNamesASettingThatDoesNotExist() throws IOException {
        Set<String> known =
                DECLARED.keySet().stream().map(ConfigurationPageTest::variable).collect(Collectors.toSet());
        known.add(OF_THE_CLIENT);
        for (Path page : MarkdownFiles.all()) {
            Set<String> named = OUR_VARIABLE
                    .matcher(Files.readString(page))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
            assertThat(without(named, known)).as(page.toString()).isEmpty();
        }
    }

    private static <T> Set<T> without(Set<T> all, Set<T> excluded) {
        Set<T> rest = new HashSet<>(all);
        rest.removeAll(excluded);
        return rest;
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE)).results();
    }

    /** Fails when the page has a setting twice. */
    private static Map<String, String> documented() throws IOException {
        return rows().collect(Collectors.toMap(
                row -> row.group(2), row -> row.group(3).strip().replace("`", "")));
    }

    /** Defaults by property. An element of a list is not a setting by itself. */
    private static Map<String, String> declared() {
        Map<String, String> settings = new TreeMap<>();
        OurClasses.configMappings().stream()
                .map(type -> ConfigMappings.getProperties(ConfigClass.configClass(type)))
                .forEach(properties -> properties.forEach((name, property) -> settings.put(name, defaultOf(property))));
        settings.keySet().removeIf(name -> name.endsWith("[*]"));
        return settings;
    }

    private static String defaultOf(Property property) {
        return property.hasDefaultValue() ? property.getDefaultValue() : ABSENT;
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
