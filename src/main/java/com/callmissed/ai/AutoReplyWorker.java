package com.callmissed.ai;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import com.callmissed.background.Rounds;
import com.callmissed.background.Slots;
import com.callmissed.conversation.AutoreplyConfig;
import com.callmissed.conversation.Turns;
import com.callmissed.events.LocalEventBus;

/** Takes up turns when they are due: soon after a customer has written, and at each poll whatever other processes left. */
@ApplicationScoped
class AutoReplyWorker {
    /** The database's clock and ours need not agree to the millisecond. */
    private static final Duration SLACK = Duration.ofMillis(20);

    private final Turns turns;
    private final AutoReply autoReply;
    private final AutoreplyConfig config;
    private final LocalEventBus bus;
    private final Slots slots;
    private final Rounds rounds;

    AutoReplyWorker(Vertx vertx, Turns turns, AutoReply autoReply, AutoreplyConfig config, LocalEventBus bus) {
        this.turns = turns;
        this.autoReply = autoReply;
        this.config = config;
        this.bus = bus;
        this.slots = new Slots(vertx, config.concurrency());
        this.rounds = new Rounds(vertx, "answer customers", this::round);
    }

    void start(@Observes StartupEvent event) {
        bus.listen(happened -> {
            if (happened.type().equals("message.received")) {
                rounds.nudgeIn(config.quiet().plus(SLACK));
            }
        });
        rounds.start(config.poll());
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.stop();
    }

    private Uni<Void> round() {
        int free = slots.free();
        return free == 0
                ? Uni.createFrom().voidItem()
                : turns.claim(free)
                        .invoke(claimed ->
                                claimed.forEach(turn -> slots.start(() -> autoReply.answer(turn), this::ended)))
                        .replaceWithVoid();
    }

    /** Others may have waited for the slot; another turn of the conversation may wait for its quiet time. */
    private void ended() {
        if (slots.free() == 1) {
            rounds.nudge();
        }
        rounds.nudgeIn(config.quiet().plus(SLACK));
    }
}
