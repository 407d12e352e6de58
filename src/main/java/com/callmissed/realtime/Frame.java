package com.callmissed.realtime;

import java.nio.charset.StandardCharsets;

/**
 * A text message ready to be sent, encoded once for all of its receivers.
 *
 * @param bytes its size on the wire, in UTF-8 and without framing
 */
record Frame(String text, int bytes) {
    static Frame of(String text) {
        return new Frame(text, text.getBytes(StandardCharsets.UTF_8).length);
    }
}
