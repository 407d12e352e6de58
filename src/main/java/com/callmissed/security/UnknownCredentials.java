package com.callmissed.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Cache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;
import org.jboss.logging.Logger;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.background.AsyncSemaphore.NoPermitException;
import com.callmissed.http.error.ApiException;

/**
 * Limits how often credentials are checked that this process has not accepted before: such a check costs a statement or
 * the verification of a signature, and anybody can ask for it. Credentials that were accepted before do not come here,
 * so nobody slows them down by sending wrong ones from the same address. Safe for use by several threads.
 */
@Singleton
public class UnknownCredentials {
    private static final Logger LOG = Logger.getLogger(UnknownCredentials.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 10_000;

    /** Checks of one address at the same time. Failures count when they are known, so these may be over the limit. */
    private static final int AT_ONCE = 8;

    private static final int QUEUE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Object NO_ADDRESS = new Object();

    private final CredentialConfig config;
    private final InstantSource clock;
    private final AsyncSemaphore checks = new AsyncSemaphore(AT_ONCE, QUEUE);
    private final Cache<InetAddress, Failures> byAddress;
    private final AtomicReference<Failures> ofAll = new AtomicReference<>(new Failures(Instant.MIN));
    private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);

    private record Failures(Instant end, AtomicInteger count) {
        Failures(Instant end) {
            this(end, new AtomicInteger());
        }
    }

    @Inject
    UnknownCredentials(CredentialConfig config) {
        this(config, InstantSource.system());
    }

    public UnknownCredentials(CredentialConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.byAddress = Caches.expiring(MAX_ADDRESSES, clock, Failures::end);
    }

    /**
     * Checks a credential.
     *
     * @param from who has sent it; null when that is not known
     * @param check completes on the context that it is called on
     * @param isWrong whether the result, or the failure, of the check means that the credential is wrong
     * @return the result of the check; fails with 429 when too many credentials were wrong
     */
    public <T> Uni<T> check(SocketAddress from, Supplier<Uni<T>> check, BiPredicate<T, Throwable> isWrong) {
        InetAddress address = limited(from);
        return checks.<T>withPermit(address == null ? NO_ADDRESS : address, PATIENCE, () -> {
                    refuseIfExhausted(address);
                    return check.get().onItemOrFailure().invoke((result, failure) -> {
                        if (isWrong.test(result, failure)) {
                            count(address);
                        }
                    });
                })
                .onFailure(NoPermitException.class)
                .transform(busy -> refusal(config.failuresPerSecond(), 1));
    }

    /** Returns the address if it has a limit: this machine has none. */
    private InetAddress limited(SocketAddress from) {
        String host = from == null || config.failuresPerAddress() == 0 ? null : from.hostAddress();
        if (host == null) {
            return null;
        }
        try {
            InetAddress address = InetAddress.getByName(host); // an address, so nothing is looked up
            return address.isLoopbackAddress() ? null : address;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private void refuseIfExhausted(InetAddress address) {
        Instant now = clock.instant();
        Failures all = ofAll.get();
        if (all.end.isAfter(now) && all.count.get() >= config.failuresPerSecond()) {
            warn(now, "Too many wrong credentials: unknown ones get 429 (CALLMISSED_CREDENTIALS_FAILURES_PER_SECOND)");
            throw refusal(config.failuresPerSecond(), 1);
        }
        Failures own = address == null ? null : byAddress.getIfPresent(address);
        if (own != null && own.count.get() >= config.failuresPerAddress()) {
            warn(
                    now,
                    "Too many wrong credentials of " + address.getHostAddress() + ": unknown ones from there get 429."
                            + " Behind a proxy, set CALLMISSED_CREDENTIALS_FAILURES_PER_ADDRESS=0");
            throw refusal(
                    config.failuresPerAddress(),
                    Math.max(1, Duration.between(now, own.end).toSeconds()));
        }
    }

    private void count(InetAddress address) {
        Instant now = clock.instant();
        ofAll.updateAndGet(all -> all.end.isAfter(now) ? all : new Failures(now.plus(SECOND)))
                .count
                .incrementAndGet();
        if (address != null) {
            Instant end = now.plus(MINUTE);
            byAddress.get(address, first -> new Failures(end)).count.incrementAndGet();
        }
    }

    private static ApiException refusal(int limit, long seconds) {
        return ApiException.limitExceeded("Too many wrong credentials were sent, try again later", limit, seconds);
    }

    /** Writes one line in a minute. */
    private void warn(Instant now, String line) {
        Instant until = quietUntil.get();
        if (!until.isAfter(now) && quietUntil.compareAndSet(until, now.plus(MINUTE))) {
            LOG.warn(line);
        }
    }
}
