package com.callmissed.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/**
 * One object for Kubernetes.
 *
 * @param file name of the template that rendered it
 * @param text as Helm wrote it, with the comments of the template
 */
record Manifest(String file, String text, JsonNode tree) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Manifest of(String file, String text) {
        return new Manifest(file, text, parse(text));
    }

    static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    String kind() {
        return tree.path("kind").asText();
    }

    /** @param pointer a JSON pointer (RFC 6901). A missing node has no value and no children */
    JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    boolean hasPods() {
        return !at("/spec/template/spec/containers").isMissingNode();
    }

    @Override
    public String toString() {
        return kind() + " of " + file;
    }
}
