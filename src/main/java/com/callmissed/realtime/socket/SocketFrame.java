package com.callmissed.realtime.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.callmissed.events.LoggedEvent;

/** A text message as it goes over the network, encoded once for all of its receivers. */
final class SocketFrame {
    /** RFC 6455, section 5.2: a whole message of text in one frame, which a server does not mask. */
    private static final byte WHOLE_TEXT = (byte) 0x81;

    private static final int LONGEST_IN_BYTE = 125;
    private static final int LENGTH_IN_SHORT = 126;
    private static final int LENGTH_IN_LONG = 127;
    private static final int LONGEST_HEADER = 10;

    private final byte[] wire;
    private final int bytes;
    private final LoggedEvent event;

    private SocketFrame(String text, LoggedEvent event) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        this.bytes = payload.length;
        this.wire = encode(payload);
        this.event = event;
    }

    static SocketFrame of(String text) {
        return new SocketFrame(text, null);
    }

    static SocketFrame live(LoggedEvent event) {
        return new SocketFrame(event.frame(), event);
    }

    String text() {
        return new String(wire, wire.length - bytes, bytes, StandardCharsets.UTF_8);
    }

    /** Its size in UTF-8 and without framing. */
    int bytes() {
        return bytes;
    }

    /** Its size on the network. */
    int size() {
        return wire.length;
    }

    /** What it tells; null for anything but an event that has just happened. */
    LoggedEvent event() {
        return event;
    }

    /** As it goes over the network; shared by all receivers, so not to be changed. */
    byte[] wire() {
        return wire;
    }

    private static byte[] encode(byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER).put(WHOLE_TEXT);
        if (payload.length <= LONGEST_IN_BYTE) {
            header.put((byte) payload.length);
        } else if (payload.length <= 0xFFFF) {
            header.put((byte) LENGTH_IN_SHORT).putShort((short) payload.length);
        } else {
            header.put((byte) LENGTH_IN_LONG).putLong(payload.length);
        }
        return ByteBuffer.allocate(header.position() + payload.length)
                .put(header.flip())
                .put(payload)
                .array();
    }
}
