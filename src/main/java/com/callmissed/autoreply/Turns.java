package com.callmissed.autoreply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.outbound.OutboxMetrics;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.DropReason;
import com.callmissed.thread.LockedThread;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.SendConditions;
import com.callmissed.thread.StatusReason;
import com.callmissed.thread.ThreadSql;

/**
 * Automatic answers, from the request for one to the queued message. Each step is one short transaction. No transaction
 * is open while the drafter works.
 */
@ApplicationScoped
public class Turns {
    private static final Map<DropReason, StatusReason> ESCALATING = Map.of(
            DropReason.NO_ANSWER, StatusReason.NO_ANSWER, DropReason.LOOP_SUSPECTED, StatusReason.LOOP_SUSPECTED);

    private final Transactions transactions;
    private final TurnStore store;
    private final AnswerStore answers;
    private final OutboxMetrics metrics;
    private final Ids ids;
    private volatile Runnable whenDue = () -> {};

    Turns(Transactions transactions, TurnStore store, AnswerStore answers, OutboxMetrics metrics, Ids ids) {
        this.transactions = transactions;
        this.store = store;
        this.answers = answers;
        this.metrics = metrics;
        this.ids = ids;
    }

    /**
     * Registers {@code work}, which runs when this process requests a turn that is due at once. It must not block.
     */
    public void whenDue(Runnable work) {
        whenDue = work;
    }

    public void dueNow() {
        whenDue.run();
    }

    /** Requests an answer to the last message of a locked conversation. Returns false if the bot may not give one. */
    public Uni<Boolean> ask(LockedThread thread) {
        return store.ask(thread);
    }

    /**
     * Claims up to {@code limit} turns that are due, at most {@code perTenant} of each tenant.
     *
     * @param busy tenants of which no turn is claimed
     */
    public Uni<List<Turn>> claim(int limit, int perTenant, Collection<UUID> busy) {
        return store.claim(limit, perTenant, busy);
    }

    /**
     * Stores and queues the answer if the bot may still give it. The epoch is compared under the row lock of the
     * conversation. Otherwise the answer is dropped, with an event. An acknowledgement escalates the conversation in
     * the same statement.
     *
     * @return null if the answer is queued, else why it was dropped
     */
    public Uni<DropReason> answer(Turn turn, AutomaticAnswer answer) {
        Instant now = Ids.now();
        return transactions
                .perform(
                        connection -> standing(connection, turn).chain(standing -> {
                            if (standing == null) {
                                return Uni.createFrom().item(Ending.NOTHING);
                            }
                            DropReason reason = standing.refusal(turn.epoch());
                            return reason == null
                                    ? queue(connection, turn, answer, now)
                                    : giveUp(connection, turn, answer.basedOnSeq(), reason, null, now);
                        }),
                        ending -> ending.events(turn))
                .invoke(ending -> count(turn, ending))
                .map(Ending::reason);
    }

    /**
     * Drops the turn, with an event. A newer message gets a turn of its own. If the bot may answer but has no answer,
     * the conversation is escalated. If {@code reason} no longer applies, the turn waits for another attempt instead.
     */
    public Uni<Void> drop(Turn turn, DropReason reason) {
        Instant now = Ids.now();
        return transactions
                .perform(
                        connection -> standing(connection, turn).chain(standing -> {
                            if (standing == null) {
                                return Uni.createFrom().item(Ending.NOTHING);
                            }
                            boolean mayAnswer = standing.refusal(turn.epoch()) == null;
                            StatusReason escalation = mayAnswer ? ESCALATING.get(reason) : null;
                            return escalation != null || reason == DropReason.MESSAGE_DELETED || !mayAnswer
                                    ? giveUp(connection, turn, turn.askedSeq(), reason, escalation, now)
                                    : store.postpone(connection, turn, Duration.ZERO)
                                            .replaceWith(Ending.NOTHING);
                        }),
                        ending -> ending.events(turn))
                .invoke(ending -> count(turn, ending))
                .replaceWithVoid();
    }

    /**
     * Locks the conversation and the turn, and reads whether the bot may answer. Returns null if this process has lost
     * the turn.
     */
    private Uni<SendConditions> standing(SqlConnection connection, Turn turn) {
        return ThreadSql.lock(connection, turn.tenantId(), turn.conversationId())
                .chain(standing -> store.isOurs(connection, turn).map(ours -> ours ? standing : null));
    }

    /**
     * Releases turns for other processes. An answer of this process to them is not stored any more.
     */
    public Uni<Void> release(Collection<Turn> turns) {
        return store.release(turns.stream().map(Turn::claim).toList());
    }

    /** Postpones the turn to a later attempt. */
    public Uni<Void> postpone(Turn turn, Duration pause) {
        return store.postpone(turn, pause);
    }

    private Uni<Ending> queue(SqlConnection connection, Turn turn, AutomaticAnswer answer, Instant now) {
        return answers.store(connection, turn, answer, ids.next(), now)
                .call(() -> store.finish(connection, turn, answer.basedOnSeq()))
                .map(stored -> new Ending(null, stored.conversation(), stored.message(), stored.escalated()));
    }

    /** @param escalation why to escalate the conversation, which must be active; null to leave it */
    private Uni<Ending> giveUp(
            SqlConnection connection, Turn turn, int seenSeq, DropReason reason, StatusReason escalation, Instant now) {
        SqlExecutor sql = SqlExecutor.on(connection);
        return store.finish(connection, turn, seenSeq)
                .chain(() -> escalation == null
                        ? ThreadSql.find(sql, turn.tenantId(), turn.conversationId())
                        : ThreadSql.escalate(sql, turn.tenantId(), turn.conversationId(), escalation, now))
                .map(conversation -> new Ending(reason, conversation, null, escalation != null));
    }

    private void count(Turn turn, Ending ending) {
        if (ending.reason() != null) {
            metrics.dropped(ending.reason());
        } else if (ending.message() != null) {
            metrics.answered(Duration.between(turn.firstAskedAt(), Ids.now()));
        }
    }

    /**
     * The end of a turn.
     *
     * @param reason null if the answer was queued, or if there is no event
     * @param message the answer; null if it was dropped
     * @param escalated whether the conversation was escalated
     */
    private record Ending(
            DropReason reason, ConversationResponse conversation, MessageResponse message, boolean escalated) {
        /** Another process has the turn, or it was postponed. */
        static final Ending NOTHING = new Ending(null, null, null, false);

        List<ConversationEvent> events(Turn turn) {
            EventMetadata metadata = EventMetadata.of(turn.tenantId(), Ids.now(), Actor.bot(turn.botId()), null);
            List<ConversationEvent> events = new ArrayList<>(2);
            if (reason != null) {
                events.add(new ConversationEvent.AutoreplyDropped(metadata, conversation, reason));
            } else if (message != null) {
                events.add(new ConversationEvent.MessageSent(metadata, conversation, message));
            }
            if (escalated) {
                events.add(new ConversationEvent.StatusChanged(metadata, conversation));
            }
            return events;
        }
    }
}
