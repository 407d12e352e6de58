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
 * The bus inside the process. It carries two kinds of messages: batches that the tail has read, and events that this
 * process has just committed. Batches are complete and in order; they are for clients. Commits are only hints for
 * workers, which would find the work by themselves a little later. Every listener gets each message in the order of
 * publication, on one event loop of its own.
 */
@Singleton
public class LocalEventBus {
    private static final String TAIL = "callmissed.tail";
    private static final String COMMITS = "callmissed.commits";

    private final EventBus bus;
    private final List<MessageConsumer<?>> listeners = new CopyOnWriteArrayList<>();

    LocalEventBus(EventBus bus) {
        this.bus = bus;
        bus.registerCodec(new LocalEventBusCodec<>(TAIL));
        bus.registerCodec(new LocalEventBusCodec<>(COMMITS));
    }

    void publish(TailUpdate update) {
        bus.publish(TAIL, update, as(TAIL));
    }

    void publishCommitted(DomainEvent event) {
        bus.publish(COMMITS, event, as(COMMITS));
    }

    /** Adds a listener for the life of the application. It runs on an event loop and must not block. */
    public void listenToTail(Consumer<TailUpdate> listener) {
        listeners.add(bus.<TailUpdate>localConsumer(TAIL, message -> listener.accept(message.body())));
    }

    /** Adds a listener for the life of the application. It runs on an event loop and must not block. */
    public void listenToCommits(Consumer<DomainEvent> listener) {
        listeners.add(bus.<DomainEvent>localConsumer(COMMITS, message -> listener.accept(message.body())));
    }

    private static DeliveryOptions as(String codec) {
        return new DeliveryOptions().setLocalOnly(true).setCodecName(codec);
    }

    /** Removes the listeners and codecs. In development mode the Vert.x bus outlives the application. */
    @PreDestroy
    void leave() {
        listeners.forEach(MessageConsumer::unregister);
        bus.unregisterCodec(TAIL);
        bus.unregisterCodec(COMMITS);
    }
}
