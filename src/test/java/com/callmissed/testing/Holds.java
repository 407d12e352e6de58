package com.callmissed.testing;

import org.awaitility.Awaitility;

import com.callmissed.outbound.HoldWatch;

/** The holds of messages, which are the same for all tests of an application. */
public final class Holds {
    private Holds() {}

    /** Removes all of them, until the application knows of none. */
    public static void removeAll(HoldWatch watch) {
        Awaitility.await().until(() -> {
            // A round that has compared before can still write its hold.
            Database.update("DELETE FROM outbound_hold");
            return watch.state().equals("on");
        });
    }
}
