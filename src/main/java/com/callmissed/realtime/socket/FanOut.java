package com.callmissed.realtime.socket;

import java.util.Collection;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import com.callmissed.events.EventBatch;
import com.callmissed.events.EventTraces;
import com.callmissed.events.LocalEventBus;
import com.callmissed.events.LogBroken;
import com.callmissed.events.TailUpdate;
import com.callmissed.events.UnreadEvents;

/** Sends each event that the tail has read to the sockets of its tenant only. Each event is encoded once. */
@Singleton
class FanOut {
    private final LocalEventBus bus;
    private final Subscriptions subscriptions;
    private final EventTraces traces;

    FanOut(LocalEventBus bus, Subscriptions subscriptions, EventTraces traces) {
        this.bus = bus;
        this.subscriptions = subscriptions;
        this.traces = traces;
    }

    void start(@Observes StartupEvent event) {
        bus.listenToTail(this::deliver);
    }

    private void deliver(TailUpdate update) {
        Collection<LiveSocket> sockets = subscriptions.of(update.tenantId());
        if (sockets.isEmpty()) {
            return;
        }
        if (update instanceof EventBatch some) {
            List<SocketFrame> frames =
                    some.events().stream().map(SocketFrame::live).toList();
            sockets.forEach(socket -> socket.deliver(frames));
            traces.delivered(some, sockets.size());
        } else if (update instanceof UnreadEvents unread) {
            sockets.forEach(socket -> socket.announce(unread));
        } else if (update instanceof LogBroken) {
            sockets.forEach(socket -> socket.close(CloseReasons.LOG_REPLACED));
        }
    }
}
