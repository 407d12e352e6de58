package com.callmissed.outbound;

import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jboss.logging.Logger;

import com.callmissed.background.Backoff;

/**
 * Stops the requests to a provider that does not respond, because each of them costs a message whose outcome is
 * uncertain. Each bot has a breaker, and so each business phone number: a bot has one number on a channel. A further
 * breaker covers the provider. It opens when several numbers get no response and none gets any. Safe for use by several
 * threads.
 *
 * @see Breaker
 */
final class Breakers {
    private static final Logger LOG = Logger.getLogger(Breakers.class);

    private static final int UNANSWERED_OF_NUMBER = 3;
    /** More than one number can cause, so that one number that hangs stops no other. */
    private static final int UNANSWERED_OF_PROVIDER = 5;

    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(1));
    private static final int MOST_NUMBERS = 10_000;
    /** Longer than a pause. A number that has nothing to send is forgotten. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final String provider;
    private final LongSupplier nanoTime;
    private final Runnable opened;
    private final Breaker all;
    /** Only of numbers whose last request had no response. */
    private final Cache<Account, Breaker> numbers;

    private record Account(UUID tenantId, UUID botId) {}

    /** @param opened runs each time that a breaker opens */
    Breakers(String provider, LongSupplier nanoTime, Runnable opened) {
        this.provider = provider;
        this.nanoTime = nanoTime;
        this.opened = opened;
        this.all = new Breaker(UNANSWERED_OF_PROVIDER, PAUSES, nanoTime);
        this.numbers = Caffeine.newBuilder()
                .maximumSize(MOST_NUMBERS)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Whether any request may begin now. */
    synchronized boolean admits() {
        return all.admits();
    }

    /** The bots that may not send now; null if there are none. */
    synchronized UUID[] stopped() {
        UUID[] bots = numbers.asMap().entrySet().stream()
                .filter(number -> !number.getValue().admits())
                .map(number -> number.getKey().botId())
                .toArray(UUID[]::new);
        return bots.length == 0 ? null : bots;
    }

    /** The number of breakers that are open. */
    synchronized int open() {
        numbers.cleanUp();
        return (all.isOpen() ? 1 : 0)
                + (int) numbers.asMap().values().stream()
                        .filter(Breaker::isOpen)
                        .count();
    }

    /** Begins a request of a bot. Returns null if it may not begin now. */
    synchronized Request begin(UUID tenantId, UUID botId) {
        Account account = new Account(tenantId, botId);
        Breaker number = numbers.getIfPresent(account);
        if (!all.admits() || number != null && !number.admits()) {
            return null;
        }
        Request request = new Request(account);
        all.begin(request);
        if (number != null) {
            number.begin(request);
        }
        return request;
    }

    private void answered(Request request) {
        boolean wasOpen = all.isOpen();
        all.answered();
        Breaker number = numbers.asMap().remove(request.account);
        if (wasOpen || number != null && number.isOpen()) {
            LOG.infof("%s responds again for bot %s", provider, request.account.botId());
        }
    }

    private void unanswered(Request request) {
        Breaker number = numbers.get(request.account, account -> new Breaker(UNANSWERED_OF_NUMBER, PAUSES, nanoTime));
        boolean isNews = !number.isOpen() || all.isProbedBy(request);
        if (number.unanswered(request)) {
            opened.run();
            LOG.warnf(
                    "%s does not respond to bot %s of tenant %s: its messages wait",
                    provider, request.account.botId(), request.account.tenantId());
        }
        if (isNews && all.unanswered(request)) {
            opened.run();
            LOG.warnf("%s does not respond: all messages wait", provider);
        }
    }

    private void notMade(Request request) {
        all.notMade(request);
        Breaker number = numbers.getIfPresent(request.account);
        if (number != null) {
            number.notMade(request);
        }
    }

    /** A request that has begun. Only the first end counts. */
    final class Request implements AutoCloseable {
        private final Account account;
        private boolean ended;

        private Request(Account account) {
            this.account = account;
        }

        /** Ends the request with its result. */
        void ended(SendResult result) {
            synchronized (Breakers.this) {
                if (ended) {
                    return;
                }
                ended = true;
                switch (result.response()) {
                    case RECEIVED -> answered(this);
                    case MISSING -> unanswered(this);
                    case NOT_ASKED_FOR -> notMade(this);
                }
            }
        }

        /** Ends a request that was not made. */
        @Override
        public void close() {
            synchronized (Breakers.this) {
                if (!ended) {
                    ended = true;
                    notMade(this);
                }
            }
        }
    }
}
