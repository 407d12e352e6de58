package com.callmissed.realtime;

import java.time.Duration;

import io.netty.channel.Channel;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** A socket on the network. */
record ConnectionTransport(WebSocketConnection connection, Channel channel) implements Transport {
    private static final Buffer NOTHING = Buffer.buffer();
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    @Override
    public Uni<Void> send(String text) {
        return connection.sendText(text);
    }

    @Override
    public Uni<Void> ping() {
        return connection.sendPing(NOTHING);
    }

    @Override
    public long backlog() {
        return channel.bytesBeforeWritable();
    }

    /**
     * Says goodbye, and hangs up on a peer that does not take it: the platform waits for an answer to a closing frame, but
     * without an end for the closing frame to be written.
     */
    @Override
    public Uni<Void> close(CloseReason reason) {
        if (connection.isClosed()) {
            return Uni.createFrom().voidItem();
        }
        return connection.close(reason).ifNoItem().after(GOODBYE).recoverWithUni(this::hangUp);
    }

    private Uni<Void> hangUp() {
        channel.close();
        return Uni.createFrom().voidItem();
    }
}
