package com.callmissed.http.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

import com.callmissed.http.error.ApiException;

/**
 * Checks the form of a JSON body before its fields are read: one value in UTF-8 (RFC 8259), unique names in each
 * object, nothing after the value, at most {@value #MAX_DEPTH} levels, and only text that PostgreSQL can store, without
 * NUL and without half of a surrogate pair.
 */
final class JsonText {
    static final int MAX_DEPTH = 64;
    /** In characters. The mapper of the REST layer reads no longer ones. */
    static final int LONGEST_NUMBER = StreamReadConstraints.DEFAULT_MAX_NUM_LEN;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** @throws ApiException malformed_request; validation_failed when only a text or a number is invalid */
    void check(byte[] body) {
        String text = decode(body);
        try (JsonParser parser = factory.createParser(text)) {
            int depth = 0;
            do {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw malformed();
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.FIELD_NAME) {
                    checkText(parser.currentName(), parser.getParsingContext().getParent());
                } else if (token == JsonToken.VALUE_STRING) {
                    checkText(parser.getText(), parser.getParsingContext());
                } else if (token.isNumeric() && parser.getTextLength() > LONGEST_NUMBER) {
                    throw ApiException.invalid(
                            path(parser.getParsingContext()),
                            "must be a number of at most " + LONGEST_NUMBER + " characters");
                }
            } while (depth > 0);
            if (parser.nextToken() != null) {
                throw malformed();
            }
        } catch (JsonProcessingException e) {
            throw malformed();
        } catch (IOException e) {
            throw new IllegalStateException("reading a string does not fail", e);
        }
    }

    private static ApiException malformed() {
        return ApiException.malformed("The body is not valid JSON");
    }

    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ApiException.malformed("The body is not valid UTF-8");
        }
    }

    private static void checkText(String text, JsonStreamContext where) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                throw ApiException.invalid(path(where), "must not contain a NUL character");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw ApiException.invalid(path(where), "must not contain half of a surrogate pair");
            }
        }
    }

    static String path(JsonStreamContext where) {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = where; at != null && !at.inRoot(); at = at.getParent()) {
            if (at.inArray()) {
                path.insert(0, "[" + at.getCurrentIndex() + "]");
            } else if (at.hasCurrentName()) {
                boolean last = path.isEmpty() || path.charAt(0) == '[';
                path.insert(0, at.getCurrentName() + (last ? "" : "."));
            }
        }
        return path.isEmpty() ? "body" : path.toString();
    }
}
