package com.callmissed.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A WebSocket client (RFC 6455) that tests can wait on, and that can stop reading. It uses a plain connection, because
 * existing clients hide the response to a refused handshake, or lose a frame that comes directly after the handshake. A
 * wait fails after ten seconds.
 */
public final class SocketClient implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final Semaphore reading = new Semaphore(1);
    private String cursor;

    private SocketClient(URI base) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(8_192); // before connecting, or it has no effect
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), PATIENCE_SECONDS * 1_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** The handshake got another response than 101. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient Map<String, String> headers;
        private final String body;

        private Refused(int status, Map<String, String> headers, String body) {
            super(status + " " + body);
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        public int status() {
            return status;
        }

        /** Null when absent. */
        public String header(String name) {
            return headers.get(name);
        }

        public String body() {
            return body;
        }
    }

    /** How the server closed; {@code code} is -1 when the connection broke without a closing frame. */
    public record Closed(int code, String reason) {}

    /** @param base where the service listens, such as {@code http://localhost:8081} */
    public static SocketClient withToken(URI base, String token) {
        return open(base, "/ws/conversations?token=" + token, Map.of());
    }

    /** @throws Refused when the service does not open the socket */
    public static SocketClient open(URI base, String path, Map<String, String> headers) {
        try {
            SocketClient client = new SocketClient(base);
            client.handshake(base, path, headers);
            Thread reader = new Thread(client::read, "socket-client");
            reader.setDaemon(true);
            reader.start();
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame, waiting for it. */
    public String next() {
        String frame = nextWithin(PATIENCE_SECONDS * 1_000);
        if (frame == null) {
            throw new AssertionError("No frame came; closed: " + closed.getNow(null));
        }
        return frame;
    }

    /** The next frame; null when none comes in time. */
    public String nextWithin(long millis) {
        try {
            return frames.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public List<String> next(int count) {
        List<String> next = new ArrayList<>(count);
        while (next.size() < count) {
            next.add(next());
        }
        return next;
    }

    public JsonNode nextJson() {
        try {
            return JSON.readTree(next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the first frame, which says that every later event will come. */
    public SocketClient ready() {
        JsonNode first = nextJson();
        if (!first.path("type").asText().equals("ready")) {
            throw new AssertionError("Not ready: " + first);
        }
        cursor = first.path("cursor").asText();
        return this;
    }

    /** The cursor before the first event of this socket; known when it is {@link #ready}. */
    public String cursor() {
        return cursor;
    }

    /** The unread frames, after a round trip that flushes those in transit. */
    public List<String> rest() {
        send("{\"type\":\"ping\"}");
        List<String> rest = new ArrayList<>();
        for (String frame = next(); !frame.equals("{\"type\":\"pong\"}"); frame = next()) {
            rest.add(frame);
        }
        return rest;
    }

    /** The unread frames that have arrived. */
    public List<String> drain() {
        List<String> drained = new ArrayList<>();
        frames.drainTo(drained);
        return drained;
    }

    public void send(String text) {
        write(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** One message in several frames. */
    public void sendInParts(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            write(i == 0 ? TEXT : CONTINUATION, i == parts.length - 1, parts[i].getBytes(StandardCharsets.UTF_8));
        }
    }

    public void sendBinary(byte[] bytes) {
        write(BINARY, true, bytes);
    }

    /** At most 125 bytes. */
    public void ping(byte[] payload) {
        write(PING, true, payload);
    }

    /** Stops reading from the network until {@link #resume}, except for a frame that has begun. */
    public void pause() {
        reading.acquireUninterruptibly();
    }

    public void resume() {
        reading.release();
    }

    /** Waits until the server has closed. */
    public Closed closed() {
        try {
            return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The socket is still open", e);
        }
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    /** Disconnects like a killed process: resets the connection without a closing frame. */
    public void breakOff() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        write(CLOSE, true, new byte[] {3, (byte) 0xE8}); // 1000
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handshake(URI base, String path, Map<String, String> headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + base.getAuthority());
        request.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13");
        request.append("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));

        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> answer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            answer.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (status != 101) {
            byte[] body = in.readNBytes(Integer.parseInt(answer.getOrDefault("Content-Length", "0")));
            socket.close();
            throw new Refused(status, answer, new String(body, StandardCharsets.UTF_8));
        }
        socket.setSoTimeout(0);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private void read() {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try {
            while (true) {
                int first = in.readUnsignedByte();
                reading.acquireUninterruptibly();
                reading.release();
                readFrame(first, message);
            }
        } catch (IOException e) {
            closed.complete(new Closed(-1, null));
        }
    }

    /** RFC 6455, section 5.2; {@code first} holds the final bit and the opcode. */
    private void readFrame(int first, ByteArrayOutputStream message) throws IOException {
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = new byte[length];
        in.readFully(payload); // an incomplete frame does not count
        switch (first & 0x0F) {
            case TEXT, CONTINUATION -> {
                message.write(payload);
                if ((first & FINAL) != 0) {
                    frames.add(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                }
            }
            case PING -> write(PONG, true, payload);
            case CLOSE -> {
                ByteBuffer bytes = ByteBuffer.wrap(payload);
                int code = payload.length < 2 ? 1005 : bytes.getShort();
                closed.complete(
                        new Closed(code, StandardCharsets.UTF_8.decode(bytes).toString()));
                write(CLOSE, true, payload);
            }
            default -> {}
        }
    }

    /** Clients mask what they send; a mask of zeros changes nothing. */
    private synchronized void write(int opcode, boolean last, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (last ? FINAL | opcode : opcode));
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        try {
            OutputStream out = socket.getOutputStream();
            out.write(frame.array(), 0, frame.position());
            out.flush();
        } catch (IOException e) {
            closed.complete(new Closed(-1, null));
        }
    }
}
