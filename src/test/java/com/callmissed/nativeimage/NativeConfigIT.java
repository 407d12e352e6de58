package com.callmissed.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import com.callmissed.platform.StreamedBody;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares the configuration of the native compiler with the code and the resources. */
@EnabledIfSystemProperty(named = "packaged.native", matches = "false")
class NativeConfigIT {
    private static final String FOLDER = "META-INF/native-image/";
    private static final Path RESOURCES = Path.of("src/main/resources");

    /** Resources that are read only while the image is built. */
    private static final List<Pattern> READ_BY_THE_BUILD = List.of(
            // Becomes defaults in generated classes.
            Pattern.compile("application\\.properties"),
            // Becomes part of META-INF/quarkus-generated-openapi-doc.
            Pattern.compile("META-INF/openapi\\.yaml"),
            // Loaded into the validator, which is made while the image is built.
            Pattern.compile("ValidationMessages\\.properties"),
            // Its provider is a generated part of the configuration.
            Pattern.compile("META-INF/services/io\\.smallrye\\.config\\.ConfigSourceFactory"),
            // The image has no database of its own.
            Pattern.compile("META-INF/services/com\\.callmissed\\.config\\.LocalDatabase"));

    /** Methods whose code does not show what Jackson gets, with the place that does. */
    private static final List<String> DECLARED_ELSEWHERE = List.of(
            // Pages: the schema in the annotation names the element.
            "com.callmissed.bot.BotResource.list",
            "com.callmissed.conversation.ConversationResource.list",
            "com.callmissed.apikey.ApiKeyResource.list",
            "com.callmissed.answer.SavedAnswerResource.list",
            "com.callmissed.contact.api.ContactResource.list",
            // Stores the entity of a response; the endpoint declares it.
            "com.callmissed.idempotency.ResponseCodec.encode",
            "com.callmissed.idempotency.ResponseCodec.encodeForReplay",
            // Passes the names of methods to a response without a body.
            "com.callmissed.http.filter.ErrorMapper.unmatched",
            // Constants of enums: every WireEnum is a root.
            "com.callmissed.http.ParameterConverters.constant");

    private static final Set<Class<?>> WRITTEN_BY_THEIR_OWN_WRITER = Set.of(StreamedBody.class);

    private static JsonNode reflection;
    private static JsonNode resources;

    @BeforeAll
    static void readConfiguration() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            reflection = read(jar, "reflect-config.json");
            resources = read(jar, "resource-config.json");
        }
    }

    @Test
    void everyTypeThatJacksonReachesIsRegistered() {
        Map<String, JsonNode> registered = new HashMap<>();
        reflection.forEach(entry -> registered.put(entry.path("name").asText(), entry));
        Set<Class<?>> reached = reached();
        assertThat(reached).hasSizeGreaterThan(20);
        List<String> missing = new ArrayList<>();
        for (Class<?> type : reached) {
            JsonNode entry = registered.getOrDefault(type.getName(), MissingNode.getInstance());
            needed(type).stream()
                    .filter(kind -> !entry.path(kind).asBoolean())
                    .forEach(kind -> missing.add(type.getName() + ": " + kind));
        }
        assertThat(missing).isEmpty();
    }

    /** {@code platform.ConfigSources} finds it by its name. */
    @Test
    void theClassThatChecksSettingsIsRegistered() {
        String name = "io.quarkus.hibernate.validator.runtime.HibernateBeanValidationConfigValidatorBuilder";
        assertThat(reflection)
                .anyMatch(entry -> entry.path("name").asText().equals(name)
                        && entry.path("allDeclaredConstructors").asBoolean());
    }

    @Test
    void everyResourceIsIncluded() throws IOException {
        List<Pattern> included = new ArrayList<>(READ_BY_THE_BUILD);
        resources
                .at("/resources/includes")
                .forEach(entry ->
                        included.add(Pattern.compile(entry.path("pattern").asText())));
        assertThat(files()).isNotEmpty().allSatisfy(file -> assertThat(included)
                .as(file)
                .anyMatch(pattern -> pattern.matcher(file).matches()));
        assertThat(ResourceCalls.in(OwnClasses.ALL))
                .allSatisfy(name -> assertThat(included).as(name).anyMatch(pattern -> pattern.matcher(name)
                        .matches()));
    }

    /** The library reads the plan of a country by a computed name, when it meets the country for the first time. */
    @Test
    void everyNumberingPlanIsIncluded() {
        List<Pattern> included = new ArrayList<>();
        resources
                .at("/resources/includes")
                .forEach(entry ->
                        included.add(Pattern.compile(entry.path("pattern").asText())));
        String plan = "com/google/i18n/phonenumbers/data/PhoneNumberMetadataProto_";
        assertThat(List.of("BR", "US", "800")).allSatisfy(region -> {
            assertThat(PhoneNumberUtil.class.getResource("/" + plan + region)).isNotNull();
            assertThat(included)
                    .anyMatch(pattern -> pattern.matcher(plan + region).matches());
        });
    }

    @Test
    void everyTypeThatCodePassesToJacksonIsKnown() {
        assertThat(JacksonCalls.in(OwnClasses.ALL).unresolved())
                .as("methods that pass values of unknown types to Jackson")
                .isSubsetOf(DECLARED_ELSEWHERE);
    }

    private static Set<Class<?>> reached() {
        JsonTypes types = new JsonTypes(OwnClasses.ALL);
        JsonRoots.declaredIn(OwnClasses.ALL).forEach(types::from);
        JacksonCalls.in(OwnClasses.ALL).types().forEach(types::from);
        Set<Class<?>> reached = new HashSet<>(types.reached());
        reached.removeAll(WRITTEN_BY_THEIR_OWN_WRITER);
        return reached;
    }

    private static List<String> needed(Class<?> type) {
        return type.isEnum() || type.isInterface()
                ? List.of("allDeclaredMethods")
                : List.of("allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields");
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> RESOURCES.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }

    private static Path jar() throws IOException {
        Path folder = Path.of(System.getProperty("native.sources"));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static JsonNode read(JarFile jar, String name) throws IOException {
        try (InputStream content = jar.getInputStream(jar.getEntry(FOLDER + name))) {
            return new ObjectMapper().readTree(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
