package com.callmissed.testing;

import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A response of {@link GraphServer} to a message. */
public record GraphReply(Kind kind, int status, Map<String, String> headers, String body) {
    private enum Kind {
        ANSWER,
        CUT,
        STALL,
        CLOSE,
        RESET,
        HANG
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END_OF_HEAD = "\r\n\r\n";

    boolean hangs() {
        return kind == Kind.HANG;
    }

    /** 200 with the message's id. */
    public static GraphReply accepted() {
        return of(200, null);
    }

    /** An error in Meta's form. */
    public static GraphReply error(int status, int code, String message) {
        return error(status, code, message, null);
    }

    public static GraphReply error(int status, int code, String message, String details) {
        Map<String, Object> data = details == null ? Map.of() : Map.of("details", details);
        return of(
                status,
                JSON.valueToTree(Map.of("error", Map.of("message", message, "code", code, "error_data", data)))
                        .toString());
    }

    public static GraphReply of(int status, String body) {
        return new GraphReply(Kind.ANSWER, status, Map.of(), body);
    }

    /** Closes the connection after half of the body. */
    public GraphReply cut() {
        return new GraphReply(Kind.CUT, status, headers, body);
    }

    /** Leaves the connection open after half of the body. */
    public GraphReply stall() {
        return new GraphReply(Kind.STALL, status, headers, body);
    }

    public GraphReply with(String header, String value) {
        return new GraphReply(kind, status, Map.of(header, value), body);
    }

    /** Closes the connection without a response. */
    public static GraphReply close() {
        return new GraphReply(Kind.CLOSE, 0, Map.of(), null);
    }

    /** Resets the connection without a response. */
    public static GraphReply reset() {
        return new GraphReply(Kind.RESET, 0, Map.of(), null);
    }

    /** Never responds. */
    public static GraphReply hang() {
        return new GraphReply(Kind.HANG, 0, Map.of(), null);
    }

    void write(GraphMessage message, NetSocket socket) {
        switch (kind) {
            case ANSWER -> socket.write(head(bytes(message).length).appendBytes(bytes(message)));
            case CUT -> socket.write(half(message)).compose(v -> socket.close());
            case STALL -> socket.write(half(message));
            case CLOSE -> socket.close();
            case RESET -> {
                ((NetSocketInternal) socket)
                        .channelHandlerContext()
                        .channel()
                        .config()
                        .setOption(ChannelOption.SO_LINGER, 0);
                socket.close();
            }
            case HANG -> {
                // The client has to time out.
            }
        }
    }

    private Buffer half(GraphMessage message) {
        byte[] bytes = bytes(message);
        return head(bytes.length * 2).appendBytes(bytes);
    }

    private Buffer head(int length) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n")
                .append("Content-Type: application/json\r\nContent-Length: ")
                .append(length);
        headers.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        return Buffer.buffer(head.append(END_OF_HEAD).toString());
    }

    private byte[] bytes(GraphMessage message) {
        String text = body != null
                ? body
                : ("{\"messaging_product\":\"whatsapp\",\"contacts\":[{\"input\":\"%1$s\",\"wa_id\":\"%1$s\"}],"
                                + "\"messages\":[{\"id\":\"%2$s\"}]}")
                        .formatted(message.to(), message.id());
        return text.getBytes(UTF_8);
    }
}
