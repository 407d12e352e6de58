package com.callmissed.packaged;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.callmissed.testing.Replicas.Answer;

/** The ways in which a person takes a conversation over from the bot. */
enum Takeover {
    /** The only way that promises to wait for a message in progress. */
    AUTOREPLY_OFF(200) {
        @Override
        CompletableFuture<Answer> start(RaceTrack track, int app, Race race) {
            return track.send(app, "POST", race.path("/autoreply"), Map.of("enabled", false));
        }
    },
    HUMAN_REPLY(201) {
        @Override
        CompletableFuture<Answer> start(RaceTrack track, int app, Race race) {
            return track.reply(app, race, "A person takes over");
        }
    },
    ECHO(200) {
        @Override
        CompletableFuture<Answer> start(RaceTrack track, int app, Race race) {
            return track.echo(app, race, "Typed on the phone");
        }
    },
    ESCALATION(200) {
        @Override
        CompletableFuture<Answer> start(RaceTrack track, int app, Race race) {
            return track.send(app, "PUT", race.path("/status"), Map.of("status", "escalated"));
        }
    };

    private final int status;

    Takeover(int status) {
        this.status = status;
    }

    /** Starts the takeover on one of the processes. */
    abstract CompletableFuture<Answer> start(RaceTrack track, int app, Race race);

    /** The response of the service. */
    int status() {
        return status;
    }
}
