package com.callmissed.realtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.security.Caller;
import com.callmissed.security.LiveCredentials;

import static java.util.stream.Collectors.groupingBy;

/**
 * Closes sockets whose credential is no longer good: a socket must not outlive what opened it. The platform has a timer for
 * the expiry of each socket too; this is what holds without it, and the only thing that sees a revocation.
 */
@Singleton
class CredentialWatch {
    private static final Logger LOG = Logger.getLogger(CredentialWatch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Subscriptions subscriptions;
    private final Function<Caller, Uni<Boolean>> stillValid;
    private final AtomicBoolean asking = new AtomicBoolean();

    @Inject
    CredentialWatch(Subscriptions subscriptions, LiveCredentials credentials) {
        this(subscriptions, credentials::stillValid);
    }

    CredentialWatch(Subscriptions subscriptions, Function<Caller, Uni<Boolean>> stillValid) {
        this.subscriptions = subscriptions;
        this.stillValid = stillValid;
    }

    /** Looks at every open socket, and asks once for each key that has any. */
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
        Multi.createFrom()
                .iterable(byKey.entrySet())
                .onItem()
                .transformToUniAndConcatenate(key -> ask(key.getKey(), key.getValue()))
                .onTermination()
                .invoke(() -> asking.set(false))
                .subscribe()
                .with(ignored -> {}, CredentialWatch::unknown);
    }

    private Uni<Boolean> ask(Caller key, List<LiveSocket> sockets) {
        return stillValid.apply(key).ifNoItem().after(PATIENCE).fail().invoke(valid -> {
            if (!valid) {
                sockets.forEach(socket -> socket.close(CloseReasons.REVOKED));
            }
        });
    }

    /** The sockets stay: with the database away nothing is committed that they could learn, and the next check is near. */
    private static void unknown(Throwable failure) {
        LOG.warnf("The keys of open sockets cannot be checked: %s", failure);
    }

    private static boolean isExpired(Caller caller, Instant now) {
        return caller.expiresAt() != null && !now.isBefore(caller.expiresAt());
    }
}
