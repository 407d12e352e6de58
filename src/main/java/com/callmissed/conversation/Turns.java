package com.callmissed.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.EventPublisher;
import com.callmissed.persistence.Ids;

/**
 * Automatic answers, from the wish for one to the message that is queued. Each step is one short transaction; none is open
 * while the answer is thought of.
 */
@ApplicationScoped
public class Turns {
    private final Pool pool;
    private final TurnStore store;
    private final ConversationStore conversations;
    private final OutboxStore outbox;
    private final OutboxMetrics metrics;
    private final EventPublisher publisher;
    private final Ids ids;
    private volatile Runnable whenDue = () -> {};

    Turns(
            Pool pool,
            TurnStore store,
            ConversationStore conversations,
            OutboxStore outbox,
            OutboxMetrics metrics,
            EventPublisher publisher,
            Ids ids) {
        this.pool = pool;
        this.store = store;
        this.conversations = conversations;
        this.outbox = outbox;
        this.metrics = metrics;
        this.publisher = publisher;
        this.ids = ids;
    }

    /** Has {@code work} run whenever this process has asked for a turn that does not wait for a quiet time. It must not block. */
    public void whenDue(Runnable work) {
        whenDue = work;
    }

    void dueNow() {
        whenDue.run();
    }

    /**
     * Claims up to {@code limit} turns that are due, of any tenant but at most {@code perTenant} of each.
     *
     * @param busy tenants that have enough of them under way
     */
    public Uni<List<Turn>> claim(int limit, int perTenant, Collection<UUID> busy) {
        return store.claim(limit, perTenant, busy);
    }

    /**
     * Stores the answer and queues it, if the bot may still give it: the epoch is compared under the conversation's row lock.
     * Otherwise the answer is dropped, with an event.
     *
     * @return null when the answer is queued, else why it was dropped
     */
    public Uni<DropReason> answer(Turn turn, AutomaticAnswer answer) {
        Instant now = Ids.now();
        return pool.withTransaction(connection -> standing(connection, turn).chain(standing -> {
                    if (standing == null) {
                        return Uni.createFrom().item(new Ending(null, null));
                    }
                    DropReason reason = DropReason.of(standing, turn.epoch());
                    return reason == null
                            ? queue(connection, turn, answer, now)
                            : store.finish(connection, turn, answer.basedOnSeq())
                                    .replaceWith(new Ending(reason, null));
                }))
                .call(ending ->
                        ending.reason() == null ? Uni.createFrom().voidItem() : publishDrop(turn, ending.reason()))
                .invoke(ending -> {
                    if (ending.stored() != null) {
                        metrics.answered();
                        publisher.publish(new ConversationEvent.MessageSent(
                                metadata(turn),
                                ending.stored().conversation(),
                                ending.stored().message()));
                    }
                })
                .map(Ending::reason);
    }

    /**
     * Gives the turn up, with an event; a message that came since then gets a turn of its own. Where nothing keeps the bot from
     * answering any more, the turn waits for another try instead.
     */
    public Uni<Void> drop(Turn turn, DropReason reason) {
        return pool.withTransaction(connection -> standing(connection, turn).chain(standing -> {
                    if (standing == null) {
                        return Uni.createFrom().item(false);
                    }
                    return reason == DropReason.NO_ANSWER || DropReason.of(standing, turn.epoch()) != null
                            ? store.finish(connection, turn, turn.askedSeq()).replaceWith(true)
                            : store.postpone(connection, turn, Duration.ZERO).replaceWith(false);
                }))
                .chain(dropped ->
                        dropped ? publishDrop(turn, reason) : Uni.createFrom().voidItem());
    }

    /** How the conversation stands, with its row and the turn's locked; null when the turn is no longer this process' own. */
    private Uni<Standing> standing(SqlConnection connection, Turn turn) {
        return conversations
                .lock(connection, turn.tenantId(), turn.conversationId())
                .chain(standing -> store.isOurs(connection, turn).map(ours -> ours ? standing : null));
    }

    /** Lets other processes take over what this one cannot end any more; an answer that it still finds is not stored. */
    public Uni<Void> release(Collection<Turn> turns) {
        return store.release(turns.stream().map(Turn::claim).toList());
    }

    /** Leaves the turn for a later try. */
    public Uni<Void> postpone(Turn turn, Duration pause) {
        return store.postpone(pool, turn, pause);
    }

    private Uni<Ending> queue(SqlConnection connection, Turn turn, AutomaticAnswer answer, Instant now) {
        return outbox.storeAnswer(connection, turn, answer, ids.next(), now)
                .call(() -> store.finish(connection, turn, answer.basedOnSeq()))
                .map(stored -> new Ending(null, stored));
    }

    private Uni<Void> publishDrop(Turn turn, DropReason reason) {
        return conversations
                .find(turn.tenantId(), turn.conversationId())
                .invoke(conversation -> {
                    metrics.dropped(reason);
                    publisher.publish(new ConversationEvent.AutoreplyDropped(metadata(turn), conversation, reason));
                })
                .replaceWithVoid();
    }

    private static EventMetadata metadata(Turn turn) {
        Actor bot = new Actor(Actor.Kind.BOT, turn.botId().toString());
        return new EventMetadata(turn.tenantId(), Ids.now(), bot, null);
    }

    /** Both are null when another process has taken the turn over. */
    private record Ending(DropReason reason, StoredMessage stored) {}

    /** The answer with its conversation, as they stand after it was stored. */
    record StoredMessage(ConversationResponse conversation, MessageResponse message) {}
}
