package com.callmissed.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The tenants of the data set from 2 on, which all have equally many conversations, numbered one after the other.
 *
 * @param count how many of them are used
 */
record SmallTenants(Dataset dataset, int count) {
    static final int FIRST = 2;

    static SmallTenants all(Dataset dataset) {
        return new SmallTenants(dataset, dataset.size().tenants() - FIRST);
    }

    static SmallTenants atMost(Dataset dataset, int count) {
        return new SmallTenants(dataset, Math.min(count, dataset.size().tenants() - FIRST));
    }

    /** A token for each of them. */
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
     * The one of a tenant, counted from 0 on, that is on WhatsApp and comes {@code place} places behind the first, or
     * just before.
     */
    int onWhatsApp(int tenant, int place) {
        int conversation = first() + tenant * each() + 1 + place % (each() - 1);
        return conversation % 3 == 2 ? conversation - 1 : conversation;
    }

    /**
     * Lines for pgbench that draw a conversation {@code :n} and its tenant {@code :t}, in a random order in which none
     * comes again before all others have; {@code :i} counts from any number on.
     */
    List<String> shuffle() {
        return List.of(
                "\\set i :i + 1",
                "\\set n %d + permute(:i * %d + :client_id, %d)".formatted(first(), Load.CONNECTIONS, conversations()),
                "\\set t %d + (:n - %d) / %d".formatted(FIRST, first(), each()));
    }

    /** Lines that draw one that {@link #onWhatsApp} answers, any tenant's. */
    List<String> drawOnWhatsApp() {
        return List.of(
                "\\set t random(%d, %d)".formatted(FIRST, FIRST + count - 1),
                "\\set m %d + (:t - %d) * %d + random(1, %d)".formatted(first(), FIRST, each(), each() - 1),
                "\\set n :m - case when :m %% 3 = 2 then 1 else 0 end".formatted());
    }

    /** Values as {@link #shuffle} may give them. */
    Map<String, String> drawn() {
        return Map.of("n", Integer.toString(first()), "t", Integer.toString(FIRST));
    }

    /** Values as {@link #drawOnWhatsApp} may give them, with the bot's and a connection's number. */
    Map<String, String> drawnOnWhatsApp() {
        return Map.of(
                "n", Integer.toString(onWhatsApp(0, 0)),
                "t", Integer.toString(FIRST),
                "b", Integer.toString(FIRST * 2),
                "client_id", "0");
    }
}
