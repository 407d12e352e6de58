package com.callmissed.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One GET on its own connection, with as little code as possible between the caller and the socket. */
record RawGet(String path, String token) {
    private static final int BUFFER = 65_536;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final String CHUNKED = "transfer-encoding: chunked";

    /** The body of the response as it arrives. Closing it closes the connection. */
    interface Body extends AutoCloseable {
        InputStream stream();

        boolean isChunked();

        @Override
        void close() throws IOException;
    }

    /**
     * Sends the request.
     *
     * @param receiveBuffer in bytes; a small one prevents that the service is ahead of a reader that has stopped; 0 for
     *     the default of the system
     * @throws java.net.ConnectException when no process listens on the port
     * @throws WrongResult for any status other than 200
     */
    Body open(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream().write(request());
            InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            String head = head(in);
            WrongResult.unless(head.startsWith("HTTP/1.1 200"), "GET %s returned %s", path, head);
            boolean chunked = head.toLowerCase(Locale.ROOT).contains(CHUNKED);
            return new Answer(socket, chunked ? new Chunks(in) : in, chunked);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Returns the whole body. */
    String text(int port) throws IOException {
        try (Body body = open(port, 0)) {
            return new String(body.stream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private byte[] request() {
        return "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(path, token)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new SocketException("The connection ended within the head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private record Answer(Socket socket, InputStream stream, boolean isChunked) implements Body {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Decodes the chunks of a body. Fails if the connection ends before the last one. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean over;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && !over) {
                left = Integer.parseInt(line(), 16);
                over = left == 0;
            }
            if (over) {
                return -1;
            }
            int read = in.read(into, offset, Math.min(length, left));
            if (read < 0) {
                throw new SocketException("The connection ended within a chunk");
            }
            left -= read;
            if (left == 0) {
                line();
            }
            return read;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            int next = in.read();
            while (next != '\n') {
                if (next < 0) {
                    throw new SocketException("The connection ended between chunks");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
                next = in.read();
            }
            return line.toString();
        }
    }
}
