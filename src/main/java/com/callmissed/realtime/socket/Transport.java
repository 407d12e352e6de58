package com.callmissed.realtime.socket;

import java.util.List;

import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;

/** The peer's end of one socket, as far as the classes here need it. Every {@code Uni} is lazy. */
interface Transport {
    /**
     * Writes frames in their order and in one go, behind everything that was handed over before. Completes when the network has
     * taken all of them.
     */
    Future<Void> send(List<SocketFrame> frames);

    Uni<Void> ping();

    /** Bytes handed over that the network has not taken yet, about. */
    long backlog();

    /** Says goodbye behind everything that was handed over before. */
    Uni<Void> close(CloseReason reason);
}
