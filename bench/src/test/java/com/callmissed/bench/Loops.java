package com.callmissed.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** The client's event loops, one for each processor: what one thread opens would otherwise all stay on one loop. */
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

    /** Runs {@code task} on the loop that has the {@code number}. */
    void run(int number, Runnable task) {
        contexts.get(number % size).runOnContext(ignored -> task.run());
    }

    @Override
    public void close() {
        Client.await("end of the load", vertx.close(), PATIENCE);
    }

    /** There for its context alone. */
    private final class Member extends AbstractVerticle {
        @Override
        public void start() {
            contexts.add(context);
        }
    }
}
