package com.callmissed.contact.merge;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;

/**
 * Links the conversations of earlier versions to contacts: all of them after an upgrade, and those that an earlier
 * version opens beside this one during a rolling update. Each conversation is a transaction of its own, so that an
 * interruption loses nothing and no message waits long. A system job that covers all tenants.
 */
@ApplicationScoped
class LinkTask {
    private static final Logger LOG = Logger.getLogger(LinkTask.class);
    private static final int BATCH = 100;

    private final LinkStore store;
    private final ContactConfig config;
    private final PeriodicTask task;
    private LinkStore.Place last = LinkStore.Place.START;

    LinkTask(Vertx vertx, LinkStore store, ContactConfig config) {
        this.store = store;
        this.config = config;
        this.task = new PeriodicTask(vertx, "link conversations to contacts", this::round);
    }

    void start(@Observes StartupEvent event) {
        task.start(config.linkPoll());
    }

    void stop(@Observes ShutdownEvent event) {
        task.stop();
    }

    private Uni<Void> round() {
        return store.unlinked(last, BATCH).chain(batch -> {
            boolean more = batch.size() == BATCH;
            last = more ? batch.get(BATCH - 1).place() : LinkStore.Place.START;
            return linkAll(batch).invoke(() -> {
                if (more) {
                    task.nudge();
                }
            });
        });
    }

    /** Links what can be linked now. The rest is left to the next pass. */
    Uni<Void> linkAll(List<LinkStore.Unlinked> batch) {
        return Multi.createFrom()
                .iterable(batch)
                .onItem()
                .transformToUniAndConcatenate(
                        one -> store.link(one).onFailure().recoverWithUni(failure -> skip(one, failure)))
                .onItem()
                .ignoreAsUni();
    }

    private static Uni<Void> skip(LinkStore.Unlinked one, Throwable failure) {
        LOG.warnf(
                "Cannot link conversation %s of tenant %s for now: %s",
                one.place().id(), one.place().tenantId(), failure.getClass().getSimpleName());
        return Uni.createFrom().voidItem();
    }
}
