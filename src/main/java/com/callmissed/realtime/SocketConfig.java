package com.callmissed.realtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Positive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The limits of the live socket. */
@ConfigMapping(prefix = "callmissed.socket")
interface SocketConfig {
    /** Web origins, such as {@code https://dashboard.example.com}, whose pages may open a socket. Default: the service's own. */
    Optional<List<String>> origins();

    /** Frames that may wait for one peer before it is closed as too slow. */
    @Positive
    @WithDefault("256")
    int maxQueuedFrames();

    /** Bytes that may wait for one peer before it is closed as too slow; one frame larger than this still passes. */
    @Positive
    @WithDefault("1048576")
    int maxQueuedBytes();

    @WithDefault("30s")
    Duration pingInterval();

    /** A peer that has sent nothing, not even a pong, for this long is taken for gone. Two pings may be lost. */
    @WithDefault("75s")
    Duration silenceLimit();

    /** How often the credentials of open sockets are looked at again; a revocation is to be effective within 5 s. */
    @WithDefault("2s")
    Duration credentialCheckInterval();
}
