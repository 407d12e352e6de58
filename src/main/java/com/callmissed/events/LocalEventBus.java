package com.callmissed.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.quarkus.vertx.LocalEventBusCodec;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * The in-process bus: every listener sees every event of this process, in the order of publication, on one event loop of
 * its own.
 */
@Singleton
public class LocalEventBus implements EventPublisher {
    private static final String ADDRESS = "callmissed.domain-events";
    private static final String CODEC = "callmissed.domain-event";

    private final EventBus bus;
    private final List<MessageConsumer<DomainEvent>> listeners = new CopyOnWriteArrayList<>();
    private final DeliveryOptions options =
            new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC);

    LocalEventBus(EventBus bus) {
        this.bus = bus;
        bus.registerCodec(new LocalEventBusCodec<DomainEvent>(CODEC));
    }

    @Override
    public void publish(DomainEvent event) {
        bus.publish(ADDRESS, event, options);
    }

    /** Adds a listener for the life of the application. It runs on an event loop and must not block. */
    public void listen(Consumer<DomainEvent> listener) {
        listeners.add(bus.<DomainEvent>localConsumer(ADDRESS, message -> listener.accept(message.body())));
    }

    /** In development mode the Vert.x bus outlives the application. */
    @PreDestroy
    void leave() {
        listeners.forEach(MessageConsumer::unregister);
        bus.unregisterCodec(CODEC);
    }
}
