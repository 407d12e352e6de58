package com.callmissed.http.json;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;

import com.callmissed.http.Uuids;
import com.callmissed.persistence.JsonDocument;

/**
 * Makes a value of the wrong JSON type an error instead of converting it: {@code "5"} is not a number, {@code 1} is not
 * a string, {@code 1.5} is not an integer, {@code ""} is not a UUID, and an absent {@code boolean} is not {@code
 * false}.
 */
@Singleton
class StrictJson implements ObjectMapperCustomizer {
    private static final List<CoercionInputShape> SCALARS =
            List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);
    private static final List<CoercionInputShape> STRINGS =
            List.of(CoercionInputShape.String, CoercionInputShape.EmptyString);

    /** Runs last, because the deserializer that is registered last wins. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.enable(
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        refuse(mapper, LogicalType.Textual, SCALARS);
        refuse(mapper, LogicalType.Enum, List.of(CoercionInputShape.Integer, CoercionInputShape.EmptyString));
        refuse(mapper, LogicalType.Collection, STRINGS);
        refuse(mapper, LogicalType.Map, STRINGS);
        refuse(mapper, LogicalType.POJO, STRINGS);
        for (LogicalType type : List.of(LogicalType.Integer, LogicalType.Float, LogicalType.Boolean)) {
            refuse(mapper, type, STRINGS);
        }
        refuse(mapper, LogicalType.Boolean, List.of(CoercionInputShape.Integer));
        mapper.registerModule(canonicalForms());
    }

    private static void refuse(ObjectMapper mapper, LogicalType type, List<CoercionInputShape> shapes) {
        shapes.forEach(shape -> mapper.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail));
    }

    private static SimpleModule canonicalForms() {
        return new SimpleModule("callmissed-strict")
                .addDeserializer(JsonDocument.class, new JsonDocumentReader())
                .addDeserializer(UUID.class, new TextDeserializer<>(UUID.class, Uuids::parse))
                .addDeserializer(Instant.class, new TextDeserializer<>(Instant.class, StrictJson::timestamp))
                .addDeserializer(Duration.class, new TextDeserializer<>(Duration.class, StrictJson::duration));
    }

    /** ISO 8601 with an offset, within the years 1 to 9999, which every client and PostgreSQL can represent. */
    private static Optional<Instant> timestamp(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.getYear() >= 1 && time.getYear() <= 9999 ? Optional.of(time.toInstant()) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> duration(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Accepts one textual form. The deserializers of the library also accept base64 as a UUID and a number as a
     * timestamp.
     */
    private static final class TextDeserializer<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, Optional<T>> parse;

        TextDeserializer(Class<T> type, Function<String, Optional<T>> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (T) context.handleUnexpectedToken(_valueClass, parser);
            }
            String text = parser.getText();
            Optional<T> value = parse.apply(text);
            return value.isPresent()
                    ? value.get()
                    : (T) context.handleWeirdStringValue(_valueClass, text, "not in the canonical form");
        }
    }
}
