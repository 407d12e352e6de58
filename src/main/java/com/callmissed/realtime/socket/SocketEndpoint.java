package com.callmissed.realtime.socket;

import java.util.function.Supplier;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPingMessage;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import org.jboss.logging.Logger;

import com.callmissed.events.EventLog;
import com.callmissed.events.EventTail;
import com.callmissed.realtime.FrameText;
import com.callmissed.realtime.SocketConfig;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;

/** The socket of {@code /ws/conversations}: live events of the caller's tenant. Its callbacks run on event loops. */
@WebSocket(path = SocketEndpoint.PATH)
@PermissionsAllowed(Scope.READ_CONVERSATIONS)
class SocketEndpoint {
    static final String PATH = "/ws/conversations";

    private static final Logger LOG = Logger.getLogger(SocketEndpoint.class);
    private static final TypedKey<LiveSocket> SOCKET = new TypedKey<>("socket");
    private static final SocketFrame RESYNC = SocketFrame.of(FrameText.RESYNC_REQUIRED);

    private final Subscriptions subscriptions;
    private final EventTail tail;
    private final CatchUp catchUp;
    private final ClientFrames frames;
    private final SocketConfig config;
    private final SocketMetrics metrics;

    SocketEndpoint(
            Subscriptions subscriptions,
            EventTail tail,
            CatchUp catchUp,
            ClientFrames frames,
            SocketConfig config,
            SocketMetrics metrics) {
        this.subscriptions = subscriptions;
        this.tail = tail;
        this.catchUp = catchUp;
        this.frames = frames;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * Subscribes the socket to live events before it reads missed events from the log, so that no event is lost in
     * between.
     */
    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        Caller caller = connection.userData().get(Handshake.CALLER);
        Transport transport =
                new ConnectionTransport(connection, connection.userData().get(Handshake.CONNECTION));
        EventLog.Start start = connection.userData().get(Handshake.START);
        LiveSocket socket =
                new LiveSocket(caller, start.cursor(), transport, catchUp, config, metrics, System.nanoTime());
        connection.userData().put(SOCKET, socket);
        socket.offer(SocketFrame.of(FrameText.ready(start.cursor())));
        if (start.resync()) {
            metrics.resync();
            socket.offer(RESYNC);
        }
        subscriptions.add(socket);
        socket.start(tail.follow(caller.tenantId(), start.end()));
    }

    @OnTextMessage
    @NonBlocking
    void text(WebSocketConnection connection, String text) {
        respond(connection, () -> frames.answer(text));
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(WebSocketConnection connection, Buffer ignored) {
        respond(connection, frames::answerBinary);
    }

    @OnPingMessage
    @NonBlocking
    void ping(WebSocketConnection connection, Buffer ignored) {
        socket(connection).pinged(System.nanoTime());
    }

    @OnPongMessage
    @NonBlocking
    void pong(WebSocketConnection connection, Buffer ignored) {
        socket(connection).heard(System.nanoTime());
    }

    @OnClose
    @NonBlocking
    void close(WebSocketConnection connection) {
        LiveSocket socket = socket(connection);
        if (socket != null) {
            subscriptions.remove(socket);
            tail.leave(socket.tenantId());
            socket.end();
        }
    }

    /** Reports the error to the peer. Without this method the platform closes the socket after one bad frame. */
    @OnError
    @NonBlocking
    void failed(WebSocketConnection connection, Throwable failure) {
        LOG.debugf("Socket %s: %s", connection.id(), failure.getClass().getName());
        if (socket(connection) != null) {
            respond(connection, frames::answerUnreadable);
        }
    }

    /** Responds to a frame, unless the peer has sent too many. */
    private static void respond(WebSocketConnection connection, Supplier<SocketFrame> response) {
        LiveSocket socket = socket(connection);
        if (socket.heard(System.nanoTime())) {
            socket.offer(response.get());
        }
    }

    /** Null before the socket has been opened. */
    private static LiveSocket socket(WebSocketConnection connection) {
        return connection.userData().get(SOCKET);
    }
}
