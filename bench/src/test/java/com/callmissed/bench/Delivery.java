package com.callmissed.bench;

import java.util.List;

/** Checks the delivery of events to sockets. */
final class Delivery {
    private Delivery() {}

    /**
     * Checks that each member received each event of the tenant once, in order, and nothing else.
     *
     * @throws WrongResult if not
     */
    static void check(Crowd crowd, Tenant tenant) {
        List<Subscriber> members = crowd.members().stream()
                .filter(member -> member.tenant().equals(tenant.id()))
                .toList();
        long missing = members.stream()
                .mapToLong(member -> member.missing(tenant.events()))
                .sum();
        long wrong = members.stream().mapToLong(Subscriber::wrong).sum();
        WrongResult.unless(
                missing == 0 && wrong == 0,
                "%d sockets, %d events: %d deliveries are missing, %d were double or out of order",
                members.size(),
                tenant.events(),
                missing,
                wrong);
        crowd.checkThatAllAreOpen();
    }
}
