package com.callmissed.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/**
 * The event loops of the client, one for each processor. Without this, everything that one thread opens would be on one
 * loop.
 */
final class Loops implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int size = Runtime.getRuntime().availableProcessors();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(size));
    private final List<Context> contexts = new CopyOnWriteArrayList<>();

    Loops() {
        Client.await(
                "start of the load",
                vertx.deployVerticle(Member::new, new DeploymentOptions().setInstances(size)),
                PATIENCE);
    }

    Vertx vertx() {
        return vertx;
    }

    /** Runs {@code task} on the loop with this {@code number}. */
    void run(int number, Runnable task) {
        contexts.get(number % size).runOnContext(ignored -> task.run());
    }

    @Override
    public void close() {
        Client.await("end of the load", vertx.close(), PATIENCE);
    }

    /** A verticle that only provides its context. */
    private final class Member extends AbstractVerticle {
        @Override
        public void start() {
            contexts.add(context);
        }
    }
}
