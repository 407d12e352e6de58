package com.callmissed.outbound;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.background.Backoff;

/**
 * Stops the requests to a provider that does not respond, because each of them costs a message whose outcome is
 * uncertain. Each bot has a breaker, and so each business phone number: a bot has one number on a channel. A further
 * breaker covers the provider. It opens when several numbers get no response and none gets any. What was learned long
 * ago is forgotten. Safe for use by several threads.
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
    /** Longer than a pause. What nobody tries any more is forgotten: a number, and the count of the provider. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final String provider;
    private final LongSupplier nanoTime;
    private final Runnable opened;
    private final Breaker all;
    /** Only of numbers whose last request had no response. */
    private final Cache<Account, Breaker> numbers;
    /** When the provider's breaker last counted a request. */
    private long lastCounted;

    private record Account(UUID tenantId, UUID botId) {}

    /** @param opened runs each time that a breaker opens */
    Breakers(String provider, LongSupplier nanoTime, Runnable opened) {
        this.provider = provider;
        this.nanoTime = nanoTime;
        this.opened = opened;
        this.all = new Breaker(UNANSWERED_OF_PROVIDER, PAUSES, nanoTime);
        this.lastCounted = nanoTime.getAsLong();
        this.numbers = Caffeine.newBuilder()
                .maximumSize(MOST_NUMBERS)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Whether any request may begin now. */
    synchronized boolean admits() {
        return provider().admits();
    }

    /** The bots that may not send now; null if there are none. */
    synchronized UUID[] stopped() {
        return bots(number -> !number.admits());
    }

    /**
     * Finds what bots may send now. While the provider does not respond, numbers that hang by themselves try only when
     * no other one has something to send. Otherwise the oldest message would try again and again, in vain if it belongs
     * to such a number.
     *
     * @param due looks for messages, but not for those of some bots; its argument is null for none
     */
    <T> Uni<List<T>> find(Function<UUID[], Uni<List<T>>> due) {
        if (!admits()) {
            return Uni.createFrom().item(List.of());
        }
        UUID[] hanging = hangingWithAll();
        return hanging == null
                ? due.apply(stopped())
                : due.apply(hanging)
                        .chain(found -> found.isEmpty()
                                ? due.apply(stopped())
                                : Uni.createFrom().item(found));
    }

    /** The bots whose own breakers are open, also those that may try now; null unless the provider's is open, too. */
    private synchronized UUID[] hangingWithAll() {
        return provider().isOpen() ? bots(Breaker::isOpen) : null;
    }

    private UUID[] bots(Predicate<Breaker> which) {
        UUID[] bots = numbers.asMap().entrySet().stream()
                .filter(number -> which.test(number.getValue()))
                .map(number -> number.getKey().botId())
                .toArray(UUID[]::new);
        return bots.length == 0 ? null : bots;
    }

    private Breaker provider() {
        if (nanoTime.getAsLong() - lastCounted >= FORGOTTEN_AFTER.toNanos()) {
            all.reset();
        }
        return all;
    }

    /** The number of breakers that are open. */
    synchronized int open() {
        numbers.cleanUp();
        return (provider().isOpen() ? 1 : 0)
                + (int) numbers.asMap().values().stream()
                        .filter(Breaker::isOpen)
                        .count();
    }

    /** Begins a request of a bot. Returns null if it may not begin now. */
    synchronized Request begin(UUID tenantId, UUID botId) {
        Account account = new Account(tenantId, botId);
        Breaker number = numbers.getIfPresent(account);
        if (!provider().admits() || number != null && !number.admits()) {
            return null;
        }
        Request request = new Request(account);
        pass(request, Breaker::begin);
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
        if (isNews) {
            boolean opens = provider().unanswered(request);
            lastCounted = nanoTime.getAsLong();
            if (opens) {
                opened.run();
                LOG.warnf("%s does not respond: all messages wait", provider);
            }
        }
    }

    /** Passes an event on to each breaker that a request concerns. */
    private void pass(Request request, BiConsumer<Breaker, Request> event) {
        event.accept(all, request);
        Breaker number = numbers.getIfPresent(request.account);
        if (number != null) {
            event.accept(number, request);
        }
    }

    /** A request that has begun. Only the first end counts. */
    final class Request implements AutoCloseable {
        private final Account account;
        private boolean ended;

        private Request(Account account) {
            this.account = account;
        }

        /** Says that the request is made now. A probe that waits too long before that loses its place. */
        void made() {
            synchronized (Breakers.this) {
                pass(this, Breaker::made);
            }
        }

        /** Ends the request with its result. */
        void ended(SendResult result) {
            end(result.response());
        }

        /** Ends a request that was not made. */
        @Override
        public void close() {
            end(SendResult.Response.NOT_ASKED_FOR);
        }

        private void end(SendResult.Response response) {
            synchronized (Breakers.this) {
                if (ended) {
                    return;
                }
                ended = true;
                switch (response) {
                    case RECEIVED -> answered(this);
                    case MISSING -> unanswered(this);
                    case NOT_ASKED_FOR -> pass(this, Breaker::notMade);
                }
            }
        }
    }
}
