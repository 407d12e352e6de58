package com.callmissed.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.testing.OurClasses;

import static org.assertj.core.api.Assertions.assertThat;

/** A bad value of any setting ends the start with one line that names its variable and does not show the value. */
class EverySettingTest {
    /** Any text may be right. */
    private static final Set<String> FREE = Set.of(
            "callmissed.data-dir",
            "callmissed.jwt.issuer",
            "callmissed.jwt.audience",
            "callmissed.jwt.token-type",
            "callmissed.ai.model");

    private static final Map<String, String> BAD_TEXTS = Map.ofEntries(
            Map.entry("callmissed.key-pepper", "bad pepper"),
            Map.entry("callmissed.key-pepper-previous", "bad pepper"),
            Map.entry("callmissed.encryption-key", "bad key"),
            Map.entry("callmissed.encryption-key-previous", "bad key"),
            Map.entry("callmissed.jwt.public-key", "bad key"),
            Map.entry("callmissed.jwt.hmac-secret", "bad secret"),
            Map.entry("callmissed.cors-origins", "https://bad.example/page"),
            Map.entry("callmissed.socket.origins", "https://bad.example/page"),
            Map.entry("callmissed.whatsapp.version", "bad version"),
            Map.entry("callmissed.outbound.instance", "bad instance"),
            Map.entry("callmissed.ai.api-key", "bad key"));

    /** Malformed, too small, absurdly large; the last one overflows. */
    private static final Map<Class<?>, List<String>> BAD_VALUES = Map.of(
            Duration.class, List.of("bad", "-PT1S", "P36500000D", "P99999999999999999D"),
            int.class, List.of("bad", "-1", "3000000000"),
            double.class, List.of("bad", "-1", "NaN", "1e300"),
            boolean.class, List.of("bad", "ture"),
            URI.class, List.of("bad", "http:// bad", "ftp://bad.example/bad"));

    private record Case(String property, String value) {}

    static Stream<Case> cases() {
        Map<String, Property> settings = new TreeMap<>();
        OurClasses.configMappings().stream()
                .map(type -> ConfigMappings.getProperties(ConfigClass.configClass(type)))
                .forEach(settings::putAll);
        return settings.entrySet().stream()
                .filter(setting -> !setting.getKey().endsWith("[*]") && !FREE.contains(setting.getKey()))
                .flatMap(setting -> badValues(setting.getKey(), setting.getValue()).stream()
                        .map(value -> new Case(setting.getKey(), value)));
    }

    private static List<String> badValues(String property, Property declaration) {
        if (BAD_TEXTS.containsKey(property)) {
            return List.of(BAD_TEXTS.get(property));
        }
        Class<?> type = type(declaration);
        List<String> bad = new ArrayList<>(type.isEnum() ? List.of("bad") : BAD_VALUES.getOrDefault(type, List.of()));
        assertThat(bad).as("a bad value of the new setting %s", property).isNotEmpty();
        return bad;
    }

    private static Class<?> type(Property declaration) {
        Property inner = declaration.isOptional() && !declaration.isLeaf()
                ? declaration.asOptional().getNestedProperty()
                : declaration;
        if (inner.isPrimitive()) {
            return inner.asPrimitive().getPrimitiveType();
        }
        Class<?> type = inner.asLeaf().getValueRawType();
        return Map.<Class<?>, Class<?>>of(Boolean.class, boolean.class, Double.class, double.class)
                .getOrDefault(type, type);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isNamed(Case bad) {
        String variable = RefusedSettings.variable(bad.property());
        assertThat(SettingsUnderTest.problems(Map.of(bad.property(), bad.value())))
                .isNotEmpty()
                .anySatisfy(line -> assertThat(line).startsWith(variable + " "))
                .allSatisfy(line -> assertThat(line).doesNotContain("\n", "bad", "ture", "SRCFG"));
    }
}
