package com.callmissed.packaged.feed;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.testing.Replicas;
import com.callmissed.testing.SocketClient;

/** Keeps a socket open. After each loss it continues from its cursor, on its own process or else on the other. */
final class SocketSubscriber extends FeedSubscriber {
    private static final long LOOK_UP_MILLIS = 100;
    /** Broken connection, shutdown, slow consumer. */
    private static final Set<Integer> REASONS = Set.of(-1, 1001, 4408);

    private final Replicas replicas;
    private final FeedTenant tenant;
    private final FeedTally tally;
    private final int home;
    private final int hangsUpAfter;
    private volatile SocketClient current;
    private Instant openedAt;

    /**
     * @param home the process that it tries first
     * @param hangsUpAfter number of events after which it closes a connection
     */
    SocketSubscriber(Replicas replicas, FeedTenant tenant, FeedTally tally, int home, int hangsUpAfter) {
        super(new Recording(tenant.id(), "socket " + home + (hangsUpAfter == Integer.MAX_VALUE ? "" : ", restless")));
        this.replicas = replicas;
        this.tenant = tenant;
        this.tally = tally;
        this.home = home;
        this.hangsUpAfter = hangsUpAfter;
    }

    /** Stops reading from the current connection, which will have many events. The returned code continues. */
    Runnable pause() {
        SocketClient paused = current;
        tenant.becomesWordy(true);
        paused.pause();
        return () -> {
            tenant.becomesWordy(false);
            paused.resume();
        };
    }

    @Override
    public void run() {
        while (!isStopped()) {
            try (SocketClient socket = connect()) {
                current = socket;
                follow(socket);
                tally.count(
                        socket.isOpen()
                                ? "sockets hung up"
                                : "sockets closed " + socket.closed().code());
            }
        }
    }

    /** A cursor of this subscriber is always valid, so there is no other reason to close. */
    private void ended(SocketClient.Closed closed) {
        tally.count("sockets closed " + closed.code());
        if (!REASONS.contains(closed.code())) {
            recording().complain(closed.toString());
        }
    }

    private SocketClient connect() {
        AtomicReference<SocketClient> opened = new AtomicReference<>();
        int[] replica = {home};
        Retry.until("socket", () -> {
            opened.set(open(replica[0]));
            replica[0] = 1 - replica[0];
            return opened.get() != null;
        });
        tally.count(recording().cursor() == null ? "sockets opened" : "sockets resumed");
        return opened.get();
    }

    /** Returns null when it has to be tried again. */
    private SocketClient open(int replica) {
        String cursor = recording().cursor();
        String after = cursor == null ? "" : "after=" + cursor;
        openedAt = Instant.now();
        try {
            URI base = URI.create(replicas.address(replica));
            return home == 0
                    ? SocketClient.open(base, "/ws/conversations?token=" + tenant.token() + "&" + after, Map.of())
                    : SocketClient.open(
                            base, "/ws/conversations?" + after, Map.of("Authorization", "Bearer " + tenant.key()));
        } catch (SocketClient.Refused refused) {
            tally.count("handshakes answered " + refused.status());
            if (refused.status() != 429 && refused.status() < 500) {
                throw refused;
            }
        } catch (UncheckedIOException e) {
            tally.count("handshakes without an answer");
        }
        return null;
    }

    /** Reads until the socket is closed and everything before was taken. */
    private void follow(SocketClient socket) {
        for (int taken = 0; taken < hangsUpAfter; ) {
            boolean open = socket.isOpen();
            String frame = socket.nextWithin(open ? LOOK_UP_MILLIS : 0);
            if (frame != null) {
                take(FeedHttp.json(frame));
                taken++;
            } else if (!open) {
                return;
            } else if (isStopped()) {
                socket.rest().forEach(more -> take(FeedHttp.json(more)));
                return;
            }
        }
    }

    private void take(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "ready" -> ready(frame);
            case "reconnect" -> tally.count("reconnect frames");
            default -> {
                if (frame.has("seq")) {
                    event(frame);
                } else {
                    recording().complain(frame.toString());
                }
            }
        }
    }

    private void ready(JsonNode frame) {
        long seq = frame.path("seq").asLong(-1);
        long position = recording().position();
        if (position < 0) {
            recording().starts(seq, frame.path("cursor").asText(null));
        } else if (seq != position) {
            recording().complain("ready at " + seq + " instead of " + position);
        }
    }

    private void event(JsonNode frame) {
        recording().saw(frame);
        if (Instant.parse(frame.path("occurred_at").asText()).isBefore(openedAt)) {
            tally.count("events replayed");
        }
    }
}
