package com.callmissed.channel.twilio;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import com.callmissed.background.Rounds;
import com.callmissed.conversation.CallEndings;

/** Gives up answers whose calls never came back for them, and whose end Twilio never told. */
@ApplicationScoped
class CallSweeper {
    private static final int BATCH = 100;

    private final CallEndings endings;
    private final VoiceConfig config;
    private final Rounds rounds;

    CallSweeper(Vertx vertx, CallEndings endings, VoiceConfig config) {
        this.endings = endings;
        this.config = config;
        this.rounds = new Rounds(vertx, "end answers that nobody collected", this::round);
    }

    void start(@Observes StartupEvent event) {
        rounds.start(config.sweep());
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.stop();
    }

    private Uni<Void> round() {
        return endings.failUncollected(config.uncollectedAfter(), BATCH)
                .invoke(ended -> {
                    if (ended == BATCH) {
                        rounds.nudge();
                    }
                })
                .replaceWithVoid();
    }
}
