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
 * A socket on the network. Frames go past the platform's socket, which would encode each of them for each peer, and straight
 * to the connection beneath it.
 */
record ConnectionTransport(WebSocketConnection socket, NetworkConnection connection) implements Transport {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /** On the loop no closing frame can come between the look and the write: it would have to be the last of all frames. */
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
     * Says goodbye, and hangs up on a peer that does not take it: the platform waits for an answer to a closing frame, but
     * without an end for the closing frame to be written.
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
