package com.callmissed.realtime;

import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;

/** The peer's end of one socket, as far as the classes here need it. Every {@code Uni} is lazy. */
interface Transport {
    /** Completes when the text has been written to the network. */
    Uni<Void> send(String text);

    Uni<Void> ping();

    /** Bytes handed over that the network has not taken yet, about. */
    long backlog();

    Uni<Void> close(CloseReason reason);
}
