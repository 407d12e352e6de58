package com.callmissed.realtime.socket;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.realtime.SocketConfig;
import com.callmissed.security.Caller;
import com.callmissed.security.apikey.LiveCredentials;

import static java.util.stream.Collectors.groupingBy;

/**
 * Closes sockets whose credential is no longer valid: a socket must not outlive its credential. The platform also has a
 * timer for the expiry of each socket. This class does not depend on that timer, and it alone detects revocations.
 */
@Singleton
class CredentialWatch {
    private static final Logger LOG = Logger.getLogger(CredentialWatch.class);
    /** The time limit of a whole round. {@link SocketConfig#credentialCheckInterval} relies on it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int KEYS_AT_ONCE = 500;
    private static final int STATEMENTS_AT_ONCE = 4;

    private final Subscriptions subscriptions;
    private final Function<List<Caller>, Uni<List<Caller>>> findEnded;
    private final AtomicBoolean asking = new AtomicBoolean();

    @Inject
    CredentialWatch(Subscriptions subscriptions, LiveCredentials credentials) {
        this(subscriptions, credentials::findEnded);
    }

    /** @param findEnded returns those of the given keys that are no longer valid */
    CredentialWatch(Subscriptions subscriptions, Function<List<Caller>, Uni<List<Caller>>> findEnded) {
        this.subscriptions = subscriptions;
        this.findEnded = findEnded;
    }

    /** Checks every open socket. Looks up each key once, many keys with one statement. */
    void check(Instant now) {
        subscriptions
                .all()
                .filter(socket -> isExpired(socket.caller(), now))
                .forEach(socket -> socket.close(CloseReasons.EXPIRED));
        if (asking.compareAndSet(false, true)) {
            askForKeys();
        }
    }

    private void askForKeys() {
        Map<Caller, List<LiveSocket>> byKey = subscriptions
                .all()
                .filter(socket -> socket.caller().kind() == Caller.Kind.API_KEY)
                .collect(groupingBy(LiveSocket::caller));
        List<Caller> keys = List.copyOf(byKey.keySet());
        List<Uni<List<Caller>>> questions = IntStream.iterate(0, i -> i < keys.size(), i -> i + KEYS_AT_ONCE)
                .mapToObj(i -> keys.subList(i, Math.min(i + KEYS_AT_ONCE, keys.size())))
                .map(some -> Uni.createFrom()
                        .deferred(() -> findEnded.apply(some))
                        .invoke(ended -> ended.forEach(key -> close(byKey.get(key)))))
                .toList();
        if (questions.isEmpty()) {
            asking.set(false);
            return;
        }
        Uni.join()
                .all(questions)
                .usingConcurrencyOf(STATEMENTS_AT_ONCE)
                .andCollectFailures()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onTermination()
                .invoke(() -> asking.set(false))
                .subscribe()
                .with(done -> {}, CredentialWatch::unknown);
    }

    private static void close(List<LiveSocket> sockets) {
        sockets.forEach(socket -> socket.close(CloseReasons.REVOKED));
    }

    /**
     * Keeps the sockets open. While the database is unavailable they have nothing new to receive, and closing all of
     * them would make them all reconnect at once when it returns. The next check finds what was revoked meanwhile.
     */
    private static void unknown(Throwable failure) {
        Throwable first = failure instanceof CompositeException several
                ? several.getCauses().get(0)
                : failure;
        LOG.warnf("The keys of open sockets cannot be checked: %s", first);
    }

    private static boolean isExpired(Caller caller, Instant now) {
        return caller.expiresAt() != null && !now.isBefore(caller.expiresAt());
    }
}
