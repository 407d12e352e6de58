package com.callmissed.realtime;

import java.util.Collection;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;

import com.callmissed.events.DomainEvent;
import com.callmissed.events.LocalEventBus;

/** Carries each event of this process to the sockets of its tenant, encoded once, and to no other. */
@Singleton
class FanOut {
    private static final Logger LOG = Logger.getLogger(FanOut.class);

    private final LocalEventBus bus;
    private final Subscriptions subscriptions;
    private final ObjectMapper json;

    FanOut(LocalEventBus bus, Subscriptions subscriptions, ObjectMapper json) {
        this.bus = bus;
        this.subscriptions = subscriptions;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        bus.listen(this::deliver);
    }

    private void deliver(DomainEvent event) {
        Collection<LiveSocket> sockets = subscriptions.of(event.metadata().tenantId());
        if (sockets.isEmpty()) {
            return;
        }
        try {
            Frame frame = Frame.of(json.writeValueAsString(EventFrame.of(event)));
            sockets.forEach(socket -> socket.offer(frame));
        } catch (JsonProcessingException e) {
            LOG.errorf("An event of type %s cannot be written as JSON: %s", event.type(), e.getOriginalMessage());
        }
    }
}
