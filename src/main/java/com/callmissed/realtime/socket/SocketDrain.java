package com.callmissed.realtime.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.callmissed.realtime.FrameText;

/**
 * Asks every peer to reconnect and closes its socket when the process is about to stop. The order is random, so that
 * the sockets of one tenant do not all reconnect at the same time.
 */
@Singleton
public class SocketDrain {
    private static final int LONGEST_PAUSE_MILLIS = 1_000;

    private final Subscriptions subscriptions;
    private final Random random;
    private List<LiveSocket> leaving = List.of();
    private DrainSchedule schedule;
    private int closed;
    private volatile boolean begun;

    @Inject
    SocketDrain(Subscriptions subscriptions) {
        this(subscriptions, new Random());
    }

    SocketDrain(Subscriptions subscriptions, Random random) {
        this.subscriptions = subscriptions;
        this.random = random;
    }

    /**
     * Starts the drain. No new socket is opened after this.
     *
     * @param drain how long the drain may take
     */
    public synchronized void begin(Duration drain) {
        begun = true;
        leaving = new ArrayList<>(subscriptions.all().toList());
        Collections.shuffle(leaving, random);
        schedule = DrainSchedule.of(leaving.size(), drain);
        goOn(Duration.ZERO);
    }

    /** Closes the sockets that are due {@code elapsed} after the start. Call it repeatedly. */
    public synchronized void goOn(Duration elapsed) {
        int due = schedule.due(elapsed);
        leaving.subList(closed, due).forEach(this::closeForShutdown);
        closed = due;
        if (closed == leaving.size()) {
            subscriptions.all().forEach(this::closeForShutdown); // handshakes that were in progress at the start
        }
    }

    /** The number of sockets that are still open. */
    public int left() {
        return subscriptions.count();
    }

    boolean hasBegun() {
        return begun;
    }

    private void closeForShutdown(LiveSocket socket) {
        int pause = random.nextInt(LONGEST_PAUSE_MILLIS);
        socket.close(SocketFrame.of(FrameText.reconnect(pause)), CloseReasons.SHUTDOWN);
    }
}
