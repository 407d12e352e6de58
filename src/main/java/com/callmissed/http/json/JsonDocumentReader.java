package com.callmissed.http.json;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;

import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.JsonDocument;

/**
 * Reads a {@link JsonDocument} of a client (contract section 4): at most {@value JsonDocument#MAX_BYTES} bytes of
 * compact JSON, with finite numbers. A number counts with all its digits, because PostgreSQL writes {@code 1e300} as
 * 301 digits.
 */
final class JsonDocumentReader extends StdDeserializer<JsonDocument> {
    private static final long serialVersionUID = 1L;

    /** PostgreSQL's {@code numeric} rounds what has more digits after the point. */
    private static final int MOST_FRACTIONAL_DIGITS = 16_383;

    JsonDocumentReader() {
        super(JsonDocument.class);
    }

    @Override
    public JsonDocument deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            return (JsonDocument) context.handleUnexpectedToken(JsonDocument.class, parser);
        }
        JsonStreamContext place = parser.getParsingContext().getParent();
        StringWriter text = new StringWriter();
        long written = 0;
        try (JsonGenerator json = parser.getCodec().getFactory().createGenerator(text)) {
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token.isNumeric()) {
                    String number = parser.getText();
                    written += length(number, parser.getParsingContext()) - number.length();
                    json.writeNumber(number);
                } else {
                    json.copyCurrentEvent(parser);
                }
            } while (depth > 0 && parser.nextToken() != null);
        }
        JsonDocument document = new JsonDocument(text.toString());
        if (document.bytes() + written > JsonDocument.MAX_BYTES) {
            throw ApiException.invalid(
                    JsonText.path(place), "must have at most " + JsonDocument.MAX_BYTES + " bytes of JSON");
        }
        return document;
    }

    /** Returns the number of digits, signs and points of {@code number} without an exponent. */
    private static long length(String number, JsonStreamContext place) {
        BigDecimal value = finite(number);
        if (value == null || value.scale() > MOST_FRACTIONAL_DIGITS) {
            throw ApiException.invalid(JsonText.path(place), "must be a finite number whose digits can be kept");
        }
        long sign = number.startsWith("-") ? 1 : 0;
        long digits = value.signum() == 0 ? 1 : value.precision();
        long scale = value.signum() == 0 ? Math.max(0, value.scale()) : value.scale();
        return sign + (scale <= 0 ? digits - scale : Math.max(digits, scale + 1) + 1);
    }

    /** Returns null for a number that a double cannot represent, not even roughly. */
    private static BigDecimal finite(String number) {
        try {
            return Double.isInfinite(Double.parseDouble(number)) ? null : new BigDecimal(number);
        } catch (NumberFormatException e) {
            return null; // the exponent has too many digits
        }
    }
}
