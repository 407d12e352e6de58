package com.callmissed.realtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The limits of the live socket. */
@ConfigMapping(prefix = "callmissed.socket")
public interface SocketConfig {
    /**
     * Web origins, such as {@code https://dashboard.example.com}, whose pages may open a socket. Default: the origin of
     * the service.
     */
    Optional<List<String>> origins();

    /** Frames that may wait for one peer. With more, the service closes the socket as too slow. */
    @Positive
    @WithDefault("256")
    int maxQueuedFrames();

    /**
     * Bytes that may wait for one peer. With more, the service closes the socket as too slow. A single larger frame
     * still passes.
     */
    @Positive
    @WithDefault("1048576")
    int maxQueuedBytes();

    /** Frames that a peer may send per second, with three times as many at once. With more, its socket is closed. */
    @Min(1)
    @Max(10_000)
    @WithDefault("20")
    int maxFramesPerSecond();

    @WithDefault("30s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration pingInterval();

    /**
     * A peer that has sent nothing for this long, not even a pong, counts as gone. The default allows two lost pings.
     */
    @WithDefault("75s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration silenceLimit();

    /** Sockets that one tenant may hold in one process. A further handshake fails with 429. */
    @Positive
    @WithDefault("1000")
    int maxPerTenant();

    /** Sockets that all tenants together may hold in one process. */
    @Positive
    @WithDefault("10000")
    int maxPerReplica();

    /** Requests of one tenant that may wait for events at once in one process. A further one fails with 429. */
    @Positive
    @WithDefault("100")
    int maxPollsPerTenant();

    /** Requests of all tenants together that may wait for events at once in one process. */
    @Positive
    @WithDefault("2000")
    int maxPollsPerReplica();

    /**
     * The interval between checks of the credentials of open sockets. A check sees what was committed when it began,
     * and it ends within 1 s. So a revocation is found after at most this interval plus 1 s: 3 s by default, 5 s when
     * one check fails. The contract promises 5 s.
     */
    @DurationMin(millis = 100)
    @DurationMax(seconds = 4)
    @WithDefault("2s")
    Duration credentialCheckInterval();
}
