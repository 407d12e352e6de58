package com.callmissed.realtime.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.callmissed.events.LoggedEvent;

/** A WebSocket text message as bytes, encoded once for all receivers. */
final class SocketFrame {
    /** RFC 6455 section 5.2: a whole text message in one frame. A server does not mask frames. */
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

    /** Size of the text in UTF-8 bytes, without framing. */
    int bytes() {
        return bytes;
    }

    /** Size on the network in bytes. */
    int size() {
        return wire.length;
    }

    /** The event of a {@link #live} frame; null for any other frame. */
    LoggedEvent event() {
        return event;
    }

    /** The bytes on the network. All receivers share the array, so it must not be changed. */
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
