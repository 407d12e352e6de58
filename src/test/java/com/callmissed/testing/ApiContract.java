package com.callmissed.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

/** The OpenAPI document of the running service. Checks whether a response matches it. */
public final class ApiContract {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, ApiContract> KNOWN = new ConcurrentHashMap<>();

    private final JsonNode document;
    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    /** @param template the path with its parameters in braces */
    public record Operation(String verb, String template, JsonNode description, Pattern pattern) {
        /** Such as {@code bots.create}. */
        public String id() {
            return description.get("operationId").asText();
        }

        @Override
        public String toString() {
            return verb + " " + template;
        }
    }

    private ApiContract(JsonNode document) {
        this.document = closed(document.deepCopy());
        document.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> operations.add(new Operation(
                        operation.getKey().toUpperCase(java.util.Locale.ROOT),
                        path.getKey(),
                        operation.getValue(),
                        Pattern.compile(path.getKey().replaceAll("\\{[^}]+}", "[^/]+"))))));
    }

    /** The document of the service at {@code base}, such as {@code http://localhost:8081}. */
    public static ApiContract of(String base) {
        return KNOWN.computeIfAbsent(base, address -> {
            try (InputStream document =
                    URI.create(address + "/q/openapi?format=json").toURL().openStream()) {
                return new ApiContract(MAPPER.readTree(document));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    public JsonNode document() {
        return document;
    }

    public Optional<Operation> find(String verb, String path) {
        return operations.stream()
                .filter(operation -> operation.verb().equals(verb)
                        && operation.pattern().matcher(path).matches())
                .findFirst();
    }

    /** The errors of a response; empty when there are none. {@code contentType} and {@code body} may be null. */
    public List<String> problems(Operation operation, int status, String contentType, String body) {
        JsonNode response = operation.description().at("/responses/" + status);
        if (response.isMissingNode()) {
            return List.of(operation + " does not document the status " + status);
        }
        String pointer = response.has("$ref")
                ? response.get("$ref").asText().substring(1)
                : "/paths/" + escape(operation.template()) + "/"
                        + operation.verb().toLowerCase(java.util.Locale.ROOT) + "/responses/" + status;
        JsonNode content = document.at(pointer + "/content");
        if (content.isMissingNode()) {
            return body == null || body.isEmpty() ? List.of() : List.of(operation + " documents no body for " + status);
        }
        String mediaType = contentType == null ? "" : contentType.split(";")[0].strip();
        if (!content.has(mediaType)) {
            return List.of(operation + " does not document " + contentType + " for " + status);
        }
        return mediaType.equals("application/json")
                ? validate(pointer + "/content/" + escape(mediaType) + "/schema", body)
                : List.of();
    }

    /** The errors of a body as the error envelope. */
    public List<String> envelopeProblems(String body) {
        return validate("/components/schemas/Error", body);
    }

    /** Validates JSON against the schema at a pointer into the document. */
    public List<String> validate(String pointer, String json) {
        try {
            Set<ValidationMessage> messages =
                    compiled.computeIfAbsent(pointer, this::compile).validate(MAPPER.readTree(json));
            return messages.stream().map(ValidationMessage::getMessage).toList();
        } catch (IOException e) {
            return List.of("not JSON: " + json);
        }
    }

    /** The schema at the pointer together with all shared ones, in the place where JSON Schema looks for them. */
    private JsonSchema compile(String pointer) {
        String shared = document.at("/components/schemas").toString();
        String schema = "{\"$defs\":" + shared + ",\"allOf\":[" + document.at(pointer) + "]}";
        return FACTORY.getSchema(
                schema.replace("#/components/schemas/", "#/$defs/"),
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    }

    private static String escape(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }

    /** The published schemas allow new fields. Here a field that the document does not have is an error. */
    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
            closed(children.next());
        }
        return node;
    }
}
