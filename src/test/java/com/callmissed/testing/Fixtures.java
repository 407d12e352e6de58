package com.callmissed.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The providers' payloads, byte for byte. */
public final class Fixtures {
    private Fixtures() {}

    /** {@code name} without its ending, such as {@code text}. */
    public static byte[] whatsApp(String name) {
        try (InputStream file = Fixtures.class.getResourceAsStream("/fixtures/whatsapp/" + name + ".json")) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
