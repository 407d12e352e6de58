package com.callmissed.realtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import com.callmissed.events.EventCursor;
import com.callmissed.http.error.ErrorCode;

/** The frames that are not events (contract section 6), as JSON. */
public final class FrameText {
    /** Says that the client's cursor cannot be served. */
    public static final String RESYNC_REQUIRED = "{\"type\":\"resync_required\"}";

    public static final String PONG = "{\"type\":\"pong\"}";

    private FrameText() {}

    /** The first frame of a socket. Every event after {@code cursor} follows it. */
    public static String ready(EventCursor cursor) {
        return "{\"type\":\"ready\",\"seq\":" + cursor.seq() + ",\"cursor\":\"" + cursor + "\"}";
    }

    /**
     * Asks the client to reconnect.
     *
     * @param afterMillis milliseconds that the client waits before it reconnects
     */
    public static String reconnect(int afterMillis) {
        return "{\"type\":\"reconnect\",\"after_ms\":" + afterMillis + "}";
    }

    /** The response to a client frame that cannot be parsed. */
    public static String malformed(String message) {
        return error(ErrorCode.MALFORMED_REQUEST, message);
    }

    /** The last frame for a client that sends too many. */
    public static String limitExceeded(int perSecond) {
        return error(
                ErrorCode.RATE_LIMIT_EXCEEDED,
                "A client may send " + perSecond + " frames per second, and three times as many at once");
    }

    private static String error(ErrorCode code, String message) {
        var frame = JsonNodeFactory.instance.objectNode().put("type", "error");
        frame.putObject("error").put("code", code.code()).put("message", message);
        return frame.toString();
    }
}
