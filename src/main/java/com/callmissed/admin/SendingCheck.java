package com.callmissed.admin;

import java.util.List;

import com.callmissed.admin.DatabaseCommands.Finding;
import com.callmissed.outbound.InstanceIdentity;
import com.callmissed.outbound.OutboundConfig;
import com.callmissed.outbound.OutboundHold;
import com.callmissed.persistence.SqlExecutor;

/** Whether a service that starts on this database would send. */
final class SendingCheck {
    private SendingCheck() {}

    /** @param copy whether the database is expected to be a copy, and so a start must hold all messages */
    static Finding run(Desk desk, boolean copy) {
        InstanceIdentity identity = new InstanceIdentity(desk.settings(OutboundConfig.class));
        String own = desk.await(desk.transactions()
                .perform(connection -> identity.read(SqlExecutor.on(connection)), read -> List.of()));
        String owner = desk.await(desk.transactions()
                .perform(connection -> OutboundHold.owner(SqlExecutor.on(connection)), read -> List.of()));
        if (owner != null && !owner.equals(own)) {
            return new Finding("sending", 1, List.of(), "a copy: a start holds all messages");
        }
        String sends = owner == null
                ? "no instance has started here yet: the first start adopts the database and sends"
                : "the database of this instance: a start sends";
        return new Finding("sending", 1, copy ? List.of(sends) : List.of(), sends);
    }
}
