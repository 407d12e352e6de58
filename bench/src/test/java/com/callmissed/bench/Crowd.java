package com.callmissed.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

/** Many subscribers with their sockets. All sockets can be cut at once. */
final class Crowd implements AutoCloseable {
    private static final int MAX_MESSAGE = 1_048_576;
    private static final int HANDSHAKES = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Loops loops;
    private final int port;
    private final List<Subscriber> members;
    private WebSocketClient client;

    private Crowd(Loops loops, int port, List<Subscriber> members) {
        this.loops = loops;
        this.port = port;
        this.members = List.copyOf(members);
    }

    /**
     * Opens all sockets, a few at a time. Returns after the service has sent ready on each. A handshake that the
     * service refuses because it has too much to do is tried again, as a client does.
     */
    static Crowd open(Loops loops, int port, List<Subscriber> members) {
        Crowd crowd = new Crowd(loops, port, members);
        Client.await("open all sockets", crowd.connect(HANDSHAKES, crowd::insist), PATIENCE);
        return crowd;
    }

    List<Subscriber> members() {
        return members;
    }

    int size() {
        return members.size();
    }

    /** Cuts every connection without a closing handshake. */
    void cut() {
        Client.await("cut all sockets", client.close(), PATIENCE);
    }

    /** Opens all sockets at once, each after the last event that it received. Completes when each is ready. */
    Future<Void> comeBack() {
        return connect(members.size(), member -> member.connect(client));
    }

    void checkThatAllAreOpen() {
        long open = members.stream().filter(Subscriber::isOpen).count();
        WrongResult.unless(open == members.size(), "%d of %d sockets are open", open, members.size());
    }

    @Override
    public void close() {
        cut();
    }

    private Future<Void> insist(Subscriber member) {
        return member.connect(client).recover(failure -> {
            if (failure instanceof UpgradeRejectedException rejected && Refused.isLimit(rejected.getStatus())) {
                return loops.vertx()
                        .timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(over -> insist(member));
            }
            return Future.failedFuture(failure);
        });
    }

    private Future<Void> connect(int atOnce, Function<Subscriber, Future<Void>> handshake) {
        client = loops.vertx()
                .createWebSocketClient(new WebSocketClientOptions()
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(port)
                        .setMaxConnections(members.size())
                        .setMaxMessageSize(MAX_MESSAGE)
                        .setMaxFrameSize(MAX_MESSAGE)
                        .setConnectTimeout((int) PATIENCE.toMillis())
                        .setTcpNoDelay(true));
        Semaphore free = new Semaphore(atOnce);
        List<Future<Void>> ready = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            acquire(free);
            Subscriber member = members.get(i);
            Promise<Void> opened = Promise.promise();
            ready.add(opened.future().onComplete(done -> free.release()));
            loops.run(i, () -> handshake.apply(member).onComplete(opened));
        }
        return Future.all(ready).mapEmpty();
    }

    private static void acquire(Semaphore free) {
        try {
            WrongResult.unless(free.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS), "Handshakes get no response");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
