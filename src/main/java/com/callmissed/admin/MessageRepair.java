package com.callmissed.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import com.callmissed.audit.AuditEntry;
import com.callmissed.events.EventMetadata;
import com.callmissed.outbound.Resending;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.DatabaseOutage;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.ThreadSql;

/**
 * Queues messages again or gives them up. Each conversation is a transaction of its own, with the events and audit
 * entries of its messages, so that a run holds no lock for long and an interrupted one can be repeated.
 */
final class MessageRepair {
    private static final String LOCK = "SELECT " + UnsentMessage.LIST.sql() + """
             FROM message m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            WHERE m.tenant_id = $1 AND m.conversation_id = $2 AND m.id = $3
            FOR NO KEY UPDATE OF m
            """;

    /** The result of messages whose transaction failed because the database was busy or away. */
    private static final String DATABASE = "database_unavailable";
    /** The result of messages that the run has not reached, because it failed. */
    private static final String NOT_DONE = "not_done";

    private static final String NOT_UNCERTAIN = "not_uncertain";
    private static final String TOO_RECENT = "too_recent";
    private static final String ANSWER_DROPPED = "answer_dropped";

    private static final String REPORT_MAY_COME =
            " less than an hour old: a delivery report that still comes is ignored then";
    private static final String MAY_BE_SENT_TWICE =
            " uncertain or given up: a customer may have got the message already and may get"
                    + " it twice. Delivery reports settle most uncertain messages";

    private final Desk desk;
    private final Decision decision;
    private final Arguments arguments;

    MessageRepair(Desk desk, Decision decision, Arguments arguments) {
        this.desk = desk;
        this.decision = decision;
        this.arguments = arguments;
    }

    /** What is done with the messages. */
    enum Decision {
        RETRY("message.retry"),
        GIVE_UP("message.give_up");

        private final String action;

        Decision(String action) {
            this.action = action;
        }
    }

    /** @param event null if the message is left as it is */
    private record Outcome(UnsentMessage message, String result, ConversationEvent event) {
        static Outcome left(UnsentMessage message, String why) {
            return new Outcome(message, why, null);
        }

        Map<String, Object> shown() {
            return Change.item(result, message.shown());
        }
    }

    /**
     * Reports what is done also when it fails.
     *
     * @throws RefusedException when the database did not change all of them
     */
    void run(Selection<UnsentMessage> chosen, Report report) {
        Run run = arguments.yes() ? Run.begin(arguments) : null;
        if (run != null) {
            report.begins(run);
        }
        List<Outcome> outcomes = new ArrayList<>();
        try {
            byConversation(chosen.rows())
                    .forEach(messages -> outcomes.addAll(
                            run == null || messages.stream().allMatch(message -> refusal(message) != null)
                                    ? messages.stream().map(this::foreseen).toList()
                                    : desk.await(perform(run, messages))));
        } finally {
            outcomes.addAll(rest(chosen.rows(), outcomes));
            report.change(new Change(
                    decision.action,
                    run,
                    outcomes.stream().map(Outcome::shown).toList(),
                    chosen.more(),
                    warnings(outcomes)));
        }
        if (outcomes.stream().anyMatch(outcome -> outcome.result().equals(DATABASE))) {
            throw new RefusedException("The database did not change all of them. Run the command again");
        }
    }

    private static List<Outcome> rest(List<UnsentMessage> chosen, List<Outcome> outcomes) {
        Set<UUID> reached =
                outcomes.stream().map(outcome -> outcome.message().id()).collect(Collectors.toSet());
        return chosen.stream()
                .filter(message -> !reached.contains(message.id()))
                .map(message -> Outcome.left(message, NOT_DONE))
                .toList();
    }

    /** In the order of the oldest message of each; the messages of a conversation in their order. */
    private static List<List<UnsentMessage>> byConversation(List<UnsentMessage> messages) {
        return messages.stream()
                .collect(Collectors.groupingBy(
                        message -> List.of(message.tenantId(), message.conversationId()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values()
                .stream()
                .map(ofOne -> ofOne.stream()
                        .sorted(Comparator.comparingInt(UnsentMessage::seq))
                        .toList())
                .toList();
    }

    private Outcome foreseen(UnsentMessage message) {
        String refusal = refusal(message);
        return Outcome.left(message, refusal == null ? Change.CHANGED : refusal);
    }

    /** Why a message is left as it is; null if it is not. Some are changed only if they are named by id. */
    String refusal(UnsentMessage message) {
        boolean named = arguments.ids() != null;
        if (decision == Decision.GIVE_UP) {
            if (message.status() != DeliveryStatus.UNCERTAIN) {
                return NOT_UNCERTAIN;
            }
            return message.recent() && !named ? TOO_RECENT : null;
        }
        Resending.Refusal refusal = message.refusal();
        if (refusal != null) {
            return refusal.name().toLowerCase(Locale.ROOT);
        }
        return message.wasDropped() && !named ? ANSWER_DROPPED : null;
    }

    private Uni<List<Outcome>> perform(Run run, List<UnsentMessage> ofOneConversation) {
        UUID tenantId = ofOneConversation.get(0).tenantId();
        UUID conversationId = ofOneConversation.get(0).conversationId();
        return desk.transactions()
                .perform(
                        connection -> {
                            SqlExecutor sql = SqlExecutor.on(connection);
                            return ThreadSql.lockWhole(sql, tenantId, conversationId)
                                    .chain(locked -> Multi.createFrom()
                                            .iterable(ofOneConversation)
                                            .onItem()
                                            .transformToUniAndConcatenate(message -> repair(sql, run, message, locked))
                                            .collect()
                                            .asList())
                                    .call(outcomes -> desk.audit().append(sql, entries(run, outcomes)));
                        },
                        outcomes -> changed(outcomes).map(Outcome::event).toList())
                .onFailure(DatabaseOutage::isBehind)
                .recoverWithItem(failure -> ofOneConversation.stream()
                        .map(message -> Outcome.left(message, DATABASE))
                        .toList());
    }

    private Uni<Outcome> repair(SqlExecutor sql, Run run, UnsentMessage listed, ThreadSql.Locked thread) {
        return sql.execute(LOCK, listed.tenantId(), listed.conversationId(), listed.id())
                .map(rows -> Columns.first(rows, UnsentMessage::read))
                .chain(message -> {
                    String refusal = message == null ? "moved" : refusal(message);
                    return refusal == null
                            ? decide(sql, run, message, thread)
                            : Uni.createFrom().item(Outcome.left(message == null ? listed : message, refusal));
                });
    }

    private Uni<Outcome> decide(SqlExecutor sql, Run run, UnsentMessage message, ThreadSql.Locked thread) {
        UUID tenantId = message.tenantId();
        UUID conversationId = message.conversationId();
        EventMetadata cause = EventMetadata.ofSystem(tenantId, run.id());
        Uni<ConversationEvent> event =
                switch (decision) {
                    case RETRY ->
                        Resending.retry(sql, tenantId, conversationId, message.id())
                                .onItem()
                                .ifNotNull()
                                .transform(queued -> new ConversationEvent.MessageStatusChanged(
                                        cause, thread.conversation(), queued));
                    case GIVE_UP ->
                        Resending.giveUp(sql, tenantId, conversationId, message.seq(), message.id(), message.attempt())
                                .onItem()
                                .ifNotNull()
                                .transform(given -> new ConversationEvent.MessageStatusChanged(
                                        cause, given.conversation(), given.message()));
                };
        return event.map(changed -> changed == null
                ? Outcome.left(message, "still_being_sent")
                : new Outcome(message, Change.CHANGED, changed));
    }

    private List<AuditEntry> entries(Run run, List<Outcome> outcomes) {
        return changed(outcomes)
                .map(outcome -> {
                    UnsentMessage message = outcome.message();
                    Map<String, Object> details = new LinkedHashMap<>();
                    details.put("conversation_id", message.conversationId().toString());
                    details.put("status", message.status().value());
                    details.put("error_code", message.errorCode());
                    return run.entry(message.tenantId(), decision.action, "message", message.id(), details);
                })
                .toList();
    }

    private static Stream<Outcome> changed(List<Outcome> outcomes) {
        return outcomes.stream().filter(outcome -> outcome.event() != null);
    }

    private List<String> warnings(List<Outcome> outcomes) {
        List<String> warnings = new ArrayList<>(arguments.warnings(outcomes.size()));
        switch (decision) {
            case RETRY -> warn(warnings, outcomes, UnsentMessage::mayHaveArrived, MAY_BE_SENT_TWICE);
            case GIVE_UP -> warn(warnings, outcomes, UnsentMessage::recent, REPORT_MAY_COME);
        }
        return warnings;
    }

    private static void warn(
            List<String> warnings, List<Outcome> outcomes, Predicate<UnsentMessage> which, String warning) {
        long count = outcomes.stream()
                .filter(outcome -> outcome.result().equals(Change.CHANGED) && which.test(outcome.message()))
                .count();
        if (count > 0) {
            warnings.add(count + (count == 1 ? " is" : " are") + warning);
        }
    }
}
