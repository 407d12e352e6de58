package com.callmissed.realtime.socket;

import java.time.Duration;
import java.util.List;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import com.callmissed.platform.NetworkConnection;

/**
 * A socket on the network. It writes frames to the connection below the platform's socket, which would encode each
 * frame for each peer.
 */
record ConnectionTransport(WebSocketConnection socket, NetworkConnection connection) implements Transport {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /**
     * The check and the write run on the event loop, so no closing frame can come between them. A closing frame must be
     * the last frame.
     */
    @Override
    public Future<Void> send(List<SocketFrame> frames) {
        return connection.write(frames.stream().map(SocketFrame::wire).toList(), () -> !socket.isClosed());
    }

    @Override
    public Uni<Void> ping() {
        return socket.sendPing(Buffer.buffer());
    }

    @Override
    public long backlog() {
        return connection.backlog();
    }

    /**
     * Sends a closing frame, and disconnects a peer that does not read it. The platform limits the wait for the peer's
     * closing frame, but not the time to write its own.
     */
    @Override
    public Uni<Void> close(CloseReason reason) {
        return Uni.createFrom()
                .deferred(() -> socket.isClosed() ? Uni.createFrom().voidItem() : socket.close(reason))
                .runSubscriptionOn(connection::onLoop)
                .ifNoItem()
                .after(GOODBYE)
                .recoverWithUni(() -> Uni.createFrom().voidItem().invoke(connection::hangUp));
    }
}
