package com.callmissed.bench;

import java.util.BitSet;
import java.util.UUID;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;

import com.callmissed.testing.TestTokens;

/**
 * A user of one tenant with a socket, who records every event and resumes after a disconnection. Each user has a
 * separate token, as in production.
 */
final class Subscriber {
    private static final String READY = "{\"type\":\"ready\"";
    private static final String RESYNC = "{\"type\":\"resync_required\"";

    private final UUID tenant;
    private final String token;
    private final Listener listener;
    private final BitSet seen = new BitSet();
    private ClientWebSocket socket;
    private String cursor;
    private int seq;
    private int frames;
    private int doubled;
    private int outOfOrder;
    private int resyncs;

    /** Receives each event of the benchmark on an event loop. */
    interface Listener {
        void got(Subscriber subscriber, String frame, int number);
    }

    Subscriber(UUID tenant, Listener listener) {
        this.tenant = tenant;
        this.listener = listener;
        token = TestTokens.sign(TestTokens.claims(tenant, "agent").subject("user-" + UUID.randomUUID()));
    }

    UUID tenant() {
        return tenant;
    }

    /** Opens the socket, after the last event if there was one. Completes when the service has sent ready. */
    Future<Void> connect(WebSocketClient client) {
        Promise<Void> ready = Promise.promise();
        ClientWebSocket opening = client.webSocket();
        // Set before connecting. Otherwise the frame directly after the handshake would be lost.
        opening.textMessageHandler(frame -> arrived(frame, ready));
        opening.closeHandler(end -> ready.tryFail("Closed with " + opening.closeStatusCode()));
        opening.connect("/ws/conversations?token=" + token + after()).onFailure(ready::tryFail);
        socket = opening;
        return ready.future();
    }

    boolean isOpen() {
        return socket != null && !socket.isClosed();
    }

    /** Whether each event below {@code end} has arrived. */
    synchronized boolean hasAll(int end) {
        return seen.nextClearBit(0) >= end;
    }

    synchronized int missing(int end) {
        return end - seen.get(0, end).cardinality();
    }

    /** Number of events that arrived twice or out of order, and of {@code resync_required} frames. */
    synchronized int wrong() {
        return doubled + outOfOrder + resyncs;
    }

    /** Number of frames since the creation, without ready. */
    synchronized int frames() {
        return frames;
    }

    private synchronized String after() {
        return cursor == null ? "" : "&after=" + cursor;
    }

    private void arrived(String frame, Promise<Void> ready) {
        if (frame.startsWith(READY)) {
            begin(frame);
            ready.tryComplete();
        } else {
            int number = note(frame);
            if (number != EventText.NONE) {
                listener.got(this, frame, number);
            }
        }
    }

    private synchronized void begin(String frame) {
        int newest = EventText.seq(frame);
        if (newest != EventText.NONE) {
            outOfOrder += cursor == null || newest == seq ? 0 : 1;
            seq = newest;
            cursor = EventText.cursor(frame);
        }
    }

    private synchronized int note(String frame) {
        frames++;
        if (frame.startsWith(RESYNC)) {
            resyncs++;
            return EventText.NONE;
        }
        int next = EventText.seq(frame);
        if (cursor != null) {
            outOfOrder += next == seq + 1 ? 0 : 1;
            seq = next;
            cursor = EventText.cursor(frame);
        }
        int number = EventText.number(frame);
        if (number != EventText.NONE) {
            doubled += seen.get(number) ? 1 : 0;
            seen.set(number);
        }
        return number;
    }
}
