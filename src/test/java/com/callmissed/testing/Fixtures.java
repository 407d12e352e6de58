package com.callmissed.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The providers' payloads, byte for byte. */
public final class Fixtures {
    private Fixtures() {}

    /** {@code name} without its ending, such as {@code text}. */
    public static byte[] whatsApp(String name) {
        return read("/fixtures/whatsapp/" + name + ".json");
    }

    /** A form post; {@code name} without its ending, such as {@code voice}. */
    public static String twilio(String name) {
        return new String(read("/fixtures/twilio/" + name + ".form"), StandardCharsets.US_ASCII).strip();
    }

    /** An input of {@code fixtures/field} with its placeholders, see {@link FieldCase}. */
    static String field(String file) {
        return new String(read("/fixtures/field/" + file), StandardCharsets.UTF_8);
    }

    private static byte[] read(String resource) {
        try (InputStream file = Fixtures.class.getResourceAsStream(resource)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
