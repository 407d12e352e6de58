package com.callmissed.testing;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.events.DomainEvent;
import com.callmissed.events.Transactions;

/** Writes events without a change, each call in one transaction, as features do. */
@ApplicationScoped
public class EventWriter {
    private final Transactions transactions;

    EventWriter(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Returns when the events are committed. */
    public void publish(DomainEvent... events) {
        transactions
                .perform(connection -> Uni.createFrom().item(List.of(events)), written -> written)
                .await()
                .indefinitely();
    }
}
