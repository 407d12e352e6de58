package com.callmissed.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;

/**
 * A TCP proxy whose connections can become silent, as when a machine disappears: nothing is forwarded any more, and
 * nothing is closed. It can also delay responses. Listens on a loopback port.
 */
public final class FreezableProxy implements AutoCloseable {
    /** A simple query of the protocol: its type, its length, the statement and a zero. */
    private static final String COMMIT = "Q\0\0\0\13COMMIT\0";

    private final ServerSocket server;
    private final int target;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private volatile boolean silentFromStart;
    private volatile boolean freezeAtCommit;
    private volatile Duration latency = Duration.ZERO;

    /** @param target a port on this machine */
    public FreezableProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Makes the present connections silent for good. New ones work. Returns how many there are. */
    public int freezePresent() {
        links.forEach(link -> link.frozen = true);
        return links.size();
    }

    /** Whether new connections are accepted but never get a byte. */
    public void freezeNew(boolean silent) {
        silentFromStart = silent;
    }

    /** Whether a connection becomes silent in place of forwarding a {@code COMMIT} to the database. */
    public void freezeAtCommit(boolean freeze) {
        freezeAtCommit = freeze;
    }

    /** How long each response of the target takes from now on, in addition to its own time. */
    public void takes(Duration latency) {
        this.latency = latency;
    }

    /** Waits until the clients have closed all connections. */
    public void awaitClosed() {
        Awaitility.await().until(() -> links.stream().allMatch(link -> link.ended));
    }

    @Override
    public void close() {
        close(server);
        links.forEach(link -> {
            close(link.client);
            close(link.database);
        });
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException closed) {
                // The proxy has ended.
            }
        }
    }

    /** Closes the connection when the target does not listen. */
    private void connect(Socket client) {
        try {
            Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
            link.frozen = silentFromStart;
            links.add(link);
            start(() -> link.forward(link.client, link.database));
            start(() -> link.forward(link.database, link.client));
        } catch (IOException away) {
            close(client);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "freezable-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception alreadyClosed) {
            // Nothing is left to do.
        }
    }

    /** Returns where the query message begins; -1 when there is none. */
    private static int commitIn(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).indexOf(COMMIT);
    }

    private final class Link {
        private final Socket client;
        private final Socket database;
        private volatile boolean frozen;
        /** The client has closed its side. */
        private volatile boolean ended;

        Link(Socket client, Socket database) {
            this.client = client;
            this.database = database;
        }

        void forward(Socket from, Socket to) {
            byte[] buffer = new byte[16 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (from == database) {
                        Thread.sleep(latency.toMillis());
                    }
                    int commit = from == client && freezeAtCommit ? commitIn(buffer, read) : -1;
                    if (!frozen) {
                        out.write(buffer, 0, commit < 0 ? read : commit);
                    }
                    frozen |= commit >= 0;
                }
            } catch (IOException | InterruptedException closed) {
                // Ends the other direction, too.
            }
            ended |= from == client;
            if (!frozen) {
                links.remove(this);
                close(client);
                close(database);
            }
        }
    }
}
