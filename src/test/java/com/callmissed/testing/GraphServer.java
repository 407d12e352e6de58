package com.callmissed.testing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import org.eclipse.microprofile.config.ConfigProvider;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The sending part of Meta's Graph API on loopback. It records messages and sends the responses that a test chooses.
 * Plain Java, for tests inside the application and for tests that start it as a process. It works on the bytes of the
 * connection, because tests break it. Every method may be called from any thread. Recipients are compared by their
 * digits, so a plus sign makes no difference.
 *
 * <pre>{@code
 * try (GraphServer graph = GraphServer.start()) {
 *     graph.replies("+16505551234", GraphReply.error(500, 131000, "Something went wrong"), GraphReply.accepted());
 *     GraphServer.Hold hold = graph.hold("+16505551234");
 *     …                                                  // let the service send
 *     GraphMessage message = hold.awaitArrived();             // it has arrived and has no response
 *     …                                                  // take over
 *     hold.release();                                    // now it gets its response
 * }
 * }</pre>
 */
public final class GraphServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setUseDaemonThread(true));
    private final List<GraphMessage> messages = new CopyOnWriteArrayList<>();
    private final List<GraphMessage> aborted = new CopyOnWriteArrayList<>();
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<GraphReply>> next = new ConcurrentHashMap<>();
    private final Set<NetSocket> connections = ConcurrentHashMap.newKeySet();
    private final NetServer server;
    private volatile Function<GraphMessage, GraphReply> script = message -> GraphReply.accepted();
    private volatile boolean reading = true;
    private volatile Duration latency = Duration.ZERO;

    private GraphServer(int port) {
        server = get(vertx.createNetServer().connectHandler(this::connected).listen(port, "127.0.0.1"));
    }

    /** Listens on a free port. Accepts every message by default. */
    public static GraphServer start() {
        return new GraphServer(0);
    }

    /**
     * Listens at the address that the service inside this test sends to. Only one at a time: close it when the test
     * ends.
     */
    public static GraphServer ofThisApp() {
        return new GraphServer(ConfigProvider.getConfig()
                .getValue("callmissed.whatsapp.base-url", URI.class)
                .getPort());
    }

    /** For {@code CALLMISSED_WHATSAPP_BASE_URL}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /**
     * Sets the response from now on. It is chosen when a message has arrived, in the order of arrival and one at a
     * time.
     */
    public GraphServer replies(Function<GraphMessage, GraphReply> script) {
        this.script = script;
        return this;
    }

    /**
     * Sets the responses to the next messages to {@code to}, one after the other. They take precedence over the script.
     */
    public GraphServer replies(String to, GraphReply... inTurn) {
        next.computeIfAbsent(digits(to), key -> new ConcurrentLinkedQueue<>()).addAll(List.of(inTurn));
        return this;
    }

    /** How long each message takes from now on, unless it is held. */
    public GraphServer takes(Duration latency) {
        this.latency = latency;
        return this;
    }

    /** Holds the responses to all messages to {@code to} from now on until the release. */
    public Hold hold(String to) {
        return hold(message -> message.to().equals(digits(to)));
    }

    /** Holds the responses to matching messages. When several holds match a message, the oldest one holds it. */
    public Hold hold(Predicate<GraphMessage> which) {
        Hold hold = new Hold(which);
        holds.add(hold);
        return hold;
    }

    /**
     * Stops reading, so that requests stay in the buffers of the kernel. Requests that were read still get a response.
     */
    public void stopReading() {
        reading = false;
        connections.forEach(NetSocket::pause);
    }

    public void resumeReading() {
        reading = true;
        connections.forEach(NetSocket::resume);
    }

    /** All messages so far, in the order of arrival, for any outcome. */
    public List<GraphMessage> messages() {
        return List.copyOf(messages);
    }

    public List<GraphMessage> messages(String to) {
        return messages.stream()
                .filter(message -> message.to().equals(digits(to)))
                .toList();
    }

    /** Messages whose sender reset the TCP connection before the response. */
    public List<GraphMessage> aborted() {
        return List.copyOf(aborted);
    }

    /** Connections that are open now, idle ones included. */
    public int connections() {
        return connections.size();
    }

    /** Closes every connection. */
    @Override
    public void close() {
        get(vertx.close());
    }

    private void connected(NetSocket socket) {
        connections.add(socket);
        if (!reading) {
            socket.pause();
        }
        Queue<GraphMessage> unanswered = new ArrayDeque<>();
        socket.exceptionHandler(reset -> aborted.addAll(unanswered));
        socket.closeHandler(closed -> connections.remove(socket));
        RecordParser parser = RecordParser.newDelimited(END_OF_HEAD);
        AtomicReference<String> head = new AtomicReference<>();
        parser.handler(read -> {
            if (head.get() == null) {
                head.set(read.toString(UTF_8));
                parser.fixedSizeMode(length(head.get()));
                return;
            }
            GraphMessage message = GraphMessage.of(head.getAndSet(null), read);
            parser.delimitedMode(END_OF_HEAD);
            unanswered.add(message);
            arrived(message, reply -> {
                if (!reply.hangs()) {
                    unanswered.remove(message);
                    reply.write(message, socket);
                }
            });
        });
        socket.handler(parser);
    }

    private void arrived(GraphMessage message, Consumer<GraphReply> answer) {
        messages.add(message);
        Queue<GraphReply> mine = next.getOrDefault(message.to(), new ArrayDeque<>());
        GraphReply scripted = mine.isEmpty() ? script.apply(message) : mine.remove();
        for (Hold hold : holds) {
            if (hold.take(message, reply -> {
                GraphReply chosen = reply == null ? scripted : reply;
                vertx.runOnContext(ignored -> answer.accept(chosen));
            })) {
                return;
            }
        }
        if (latency.isZero()) {
            answer.accept(scripted);
        } else {
            vertx.setTimer(latency.toMillis(), id -> answer.accept(scripted));
        }
    }

    private static String digits(String to) {
        return to.startsWith("+") ? to.substring(1) : to;
    }

    private static int length(String head) {
        Matcher matcher = LENGTH.matcher(head);
        if (!matcher.find()) {
            throw new IllegalStateException(
                    "no Content-Length in " + head.lines().findFirst());
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Messages whose responses wait. */
    public final class Hold {
        private final Predicate<GraphMessage> which;
        private final List<GraphMessage> arrived = new CopyOnWriteArrayList<>();
        private final List<Consumer<GraphReply>> waiting = new CopyOnWriteArrayList<>();
        private boolean released;

        private Hold(Predicate<GraphMessage> which) {
            this.which = which;
        }

        private synchronized boolean take(GraphMessage message, Consumer<GraphReply> answer) {
            if (released || !which.test(message)) {
                return false;
            }
            arrived.add(message);
            waiting.add(answer);
            notifyAll();
            return true;
        }

        /** Waits until a matching message is held and responds to it. Fails after 30 s. */
        public GraphMessage awaitArrived() {
            return awaitArrived(1).get(0);
        }

        /** Waits until {@code count} matching messages were held in total. Fails after 30 s. */
        public synchronized List<GraphMessage> awaitArrived(int count) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            try {
                for (long left = PATIENCE_SECONDS * 1_000L; arrived.size() < count && left > 0; ) {
                    wait(left);
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
            if (arrived.size() < count) {
                throw new AssertionError(arrived.size() + " messages arrived, not " + count);
            }
            return arrived();
        }

        /** The messages that were held so far, in the order of arrival. */
        public List<GraphMessage> arrived() {
            return List.copyOf(arrived);
        }

        /**
         * Responds to the held messages as if they had just come. Later messages are not held. A second call has no
         * effect.
         */
        public void release() {
            release(null);
        }

        /** Responds to all held messages with {@code reply}. Later messages are not held. */
        public synchronized void release(GraphReply reply) {
            released = true;
            holds.remove(this);
            waiting.forEach(answer -> answer.accept(reply));
            waiting.clear();
        }
    }
}
