package com.callmissed.realtime;

import java.nio.charset.StandardCharsets;

import com.callmissed.events.LoggedEvent;

/**
 * A text message ready to be sent, encoded once for all of its receivers.
 *
 * @param bytes its size on the wire, in UTF-8 and without framing
 * @param event what it tells; null for anything but an event that has just happened
 */
record Frame(String text, int bytes, LoggedEvent event) {
    static Frame of(String text) {
        return new Frame(text, text.getBytes(StandardCharsets.UTF_8).length, null);
    }

    static Frame live(LoggedEvent event) {
        return new Frame(event.frame(), event.frame().getBytes(StandardCharsets.UTF_8).length, event);
    }
}
