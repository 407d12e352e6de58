package com.callmissed.realtime.socket;

import java.util.List;

import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;

/** The connection to the peer of one socket. Every {@code Uni} is lazy. */
interface Transport {
    /**
     * Writes frames in order in one write, after everything that was handed over before. Completes when the network has
     * taken all of them.
     */
    Future<Void> send(List<SocketFrame> frames);

    Uni<Void> ping();

    /** About how many bytes were handed over and not yet taken by the network. */
    long backlog();

    /** Sends a closing frame after everything that was handed over before. */
    Uni<Void> close(CloseReason reason);
}
