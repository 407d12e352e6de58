package com.callmissed.realtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Positive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The limits of the live socket. */
@ConfigMapping(prefix = "callmissed.socket")
public interface SocketConfig {
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

    /** Sockets that one tenant may hold in one process; a handshake beyond that is refused with 429. */
    @Positive
    @WithDefault("1000")
    int maxPerTenant();

    /** Sockets that all tenants together may hold in one process. */
    @Positive
    @WithDefault("10000")
    int maxPerReplica();

    /** Requests of one tenant that may wait for events at once in one process; one more is refused with 429. */
    @Positive
    @WithDefault("100")
    int maxPollsPerTenant();

    /** Waiting requests of all tenants together in one process. */
    @Positive
    @WithDefault("2000")
    int maxPollsPerReplica();

    /**
     * How often the credentials of open sockets are looked at again. A check sees what was committed when it began, and ends
     * within a second: whatever it missed is found after this interval and one second more, by default 3 s after the
     * revocation, and 5 s when one check got no answer. The contract promises 5 s.
     */
    @DurationMin(millis = 100)
    @DurationMax(seconds = 4)
    @WithDefault("2s")
    Duration credentialCheckInterval();
}
