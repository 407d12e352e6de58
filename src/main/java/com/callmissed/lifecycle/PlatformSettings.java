package com.callmissed.lifecycle;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;

import io.smallrye.config.SmallRyeConfig;

/** Checks the documented settings of the platform, which it would report with a stack trace after the migrations. */
final class PlatformSettings {
    private static final int MAX_PORT = 65_535;
    /** One connection only listens. */
    private static final int FEWEST_CONNECTIONS = 2;

    private static final int MOST_CONNECTIONS = 10_000;

    private static final List<Rule<?>> RULES = List.of(
            port("quarkus.http.port"),
            port("quarkus.management.port"),
            new Rule<>(
                    "quarkus.datasource.reactive.max-size",
                    Integer.class,
                    size -> size >= FEWEST_CONNECTIONS && size <= MOST_CONNECTIONS,
                    "from " + FEWEST_CONNECTIONS + " to " + MOST_CONNECTIONS),
            new Rule<>("quarkus.flyway.migrate-at-start", Boolean.class, word -> true, "true or false"),
            new Rule<>("quarkus.log.console.json.enabled", Boolean.class, word -> true, "true or false"),
            new Rule<>("quarkus.log.level", Level.class, level -> true, "a level, such as INFO"));

    private PlatformSettings() {}

    private record Rule<T>(String property, Class<T> type, Predicate<T> allowed, String expected) {
        boolean isBroken(SmallRyeConfig settings) {
            try {
                Optional<T> value = settings.getOptionalValue(property, type);
                return value.filter(allowed.negate()).isPresent();
            } catch (IllegalArgumentException unreadable) {
                return true;
            }
        }
    }

    private static Rule<Integer> port(String property) {
        return new Rule<>(property, Integer.class, port -> port >= 0 && port <= MAX_PORT, "from 0 to " + MAX_PORT);
    }

    /** Returns one line for each broken rule, with the name that operators use and without the value. */
    static List<String> problems(SmallRyeConfig settings) {
        return RULES.stream()
                .filter(rule -> rule.isBroken(settings))
                .map(rule -> RefusedSettings.variable(rule.property()) + " must be " + rule.expected())
                .toList();
    }
}
