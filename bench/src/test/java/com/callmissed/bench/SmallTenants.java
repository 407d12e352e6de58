package com.callmissed.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The tenants of the data set from 2 on. All have the same number of conversations, which are numbered one after
 * another.
 *
 * @param count how many of the tenants are used
 */
record SmallTenants(Dataset dataset, int count) {
    static final int FIRST = 2;

    static SmallTenants all(Dataset dataset) {
        return new SmallTenants(dataset, dataset.size().tenants() - FIRST);
    }

    static SmallTenants atMost(Dataset dataset, int count) {
        return new SmallTenants(dataset, Math.min(count, dataset.size().tenants() - FIRST));
    }

    /** A dashboard token for each tenant. */
    List<String> tokens() {
        return IntStream.range(FIRST, FIRST + count).mapToObj(dataset::token).toList();
    }

    int conversations() {
        return count * each();
    }

    int each() {
        return dataset.size().each();
    }

    /** The number of the first conversation. */
    int first() {
        return dataset.size().conversations() / 10 * 11;
    }

    int last() {
        return first() + conversations() - 1;
    }

    /**
     * A conversation of one tenant on WhatsApp: the one {@code place} places after the second one, or the one before.
     *
     * @param tenant index of the tenant, from 0
     */
    int onWhatsApp(int tenant, int place) {
        int conversation = first() + tenant * each() + 1 + place % (each() - 1);
        return conversation % 3 == 2 ? conversation - 1 : conversation;
    }

    /**
     * Lines for pgbench that draw a conversation {@code :n} and its tenant {@code :t} in a random order. No
     * conversation comes again before all others. {@code :i} may count from any number.
     */
    List<String> shuffle() {
        return List.of(
                "\\set i :i + 1",
                "\\set n %d + permute(:i * %d + :client_id, %d)".formatted(first(), Load.CONNECTIONS, conversations()),
                "\\set t %d + (:n - %d) / %d".formatted(FIRST, first(), each()));
    }

    /** Lines for pgbench that draw a conversation that {@link #onWhatsApp} returns, of any tenant. */
    List<String> drawOnWhatsApp() {
        return List.of(
                "\\set t random(%d, %d)".formatted(FIRST, FIRST + count - 1),
                "\\set m %d + (:t - %d) * %d + random(1, %d)".formatted(first(), FIRST, each(), each() - 1),
                "\\set n :m - case when :m %% 3 = 2 then 1 else 0 end".formatted());
    }

    /** Values that {@link #shuffle} may produce. */
    Map<String, String> drawn() {
        int bot = FIRST * 2 + (first() % 3 == 2 ? 1 : 0);
        return Map.of("n", Integer.toString(first()), "t", Integer.toString(FIRST), "b", Integer.toString(bot));
    }

    /** Values that {@link #drawOnWhatsApp} may produce, with the numbers of the bot and of a connection. */
    Map<String, String> drawnOnWhatsApp() {
        return Map.of(
                "n", Integer.toString(onWhatsApp(0, 0)),
                "t", Integer.toString(FIRST),
                "b", Integer.toString(FIRST * 2),
                "client_id", "0");
    }
}
