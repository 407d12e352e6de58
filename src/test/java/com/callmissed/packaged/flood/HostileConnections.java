package com.callmissed.packaged.flood;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Many connections on one thread and with one buffer. Each attacks, reads nothing that it needs, and connects again
 * some time after the service has closed it.
 */
final class HostileConnections implements AutoCloseable {
    private static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(3);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(8);
    /** Without a limit, the buffers of the system would take gigabytes. */
    private static final int PIECE = 64 * 1024;

    private final InetSocketAddress target;
    private final Selector selector = Selector.open();
    private final ByteBuffer filler = ByteBuffer.allocateDirect(PIECE);
    private final ByteBuffer sink = ByteBuffer.allocateDirect(PIECE);
    private final Queue<Waiting> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiting::until));
    private final RandomGenerator random = new SplittableRandom(7);
    private final Thread thread = new Thread(this::run, "hostile connections");
    private volatile boolean over;
    private volatile long opened;

    private record Waiting(Attack attack, long until) {}

    private static final class Connection {
        private final Attack attack;
        private final ByteBuffer begin;
        private long left;

        Connection(Attack attack) {
            this.attack = attack;
            this.begin = attack.bytes();
            this.left = attack.filler();
        }
    }

    HostileConnections(int port, int ofEach, List<Attack> attacks) throws IOException {
        target = new InetSocketAddress("127.0.0.1", port);
        while (filler.hasRemaining()) {
            filler.put((byte) 'a');
        }
        for (int i = 0; i < ofEach; i++) {
            attacks.forEach(attack -> waiting.add(new Waiting(attack, System.nanoTime())));
        }
        thread.start();
    }

    /** How many connections were made so far. */
    long opened() {
        return opened;
    }

    /** How many connections are open now. */
    int open() {
        return selector.keys().size();
    }

    private void run() {
        try {
            while (!over) {
                connect();
                selector.select(key -> use(key), 20);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect() throws IOException {
        while (!waiting.isEmpty() && waiting.peek().until() - System.nanoTime() <= 0) {
            Connection connection = new Connection(waiting.poll().attack());
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, PIECE);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, connection);
            opened++;
            try {
                if (channel.connect(target)) {
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                }
            } catch (IOException refused) {
                lost(key);
            }
        }
    }

    private void use(SelectionKey key) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
            if (key.isReadable() && channel.read(sink.clear()) < 0) {
                lost(key);
            } else if (key.isWritable() && isDone((Connection) key.attachment(), channel)) {
                key.interestOps(SelectionKey.OP_READ);
            }
        } catch (IOException broken) {
            lost(key);
        }
    }

    private boolean isDone(Connection connection, SocketChannel channel) throws IOException {
        channel.write(connection.begin);
        if (!connection.begin.hasRemaining() && connection.left > 0) {
            connection.left -= channel.write(filler.clear().limit((int) Math.min(PIECE, connection.left)));
        }
        return !connection.begin.hasRemaining() && connection.left == 0;
    }

    private void lost(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        waiting.add(new Waiting(
                ((Connection) key.attachment()).attack,
                System.nanoTime() + random.nextLong(SHORTEST_PAUSE, LONGEST_PAUSE)));
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
