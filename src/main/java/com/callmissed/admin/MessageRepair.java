package com.callmissed.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
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
    static final String DATABASE = "database_unavailable";

    private static final String MAY_BE_SENT_TWICE =
            " uncertain: a customer may have got the message already and may get"
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
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put(Change.RESULT, result);
            shown.putAll(message.shown());
            return shown;
        }
    }

    Change run(Selection<UnsentMessage> chosen) {
        Run run = arguments.yes() ? Run.begin(arguments) : null;
        List<Outcome> outcomes = new ArrayList<>();
        byConversation(chosen.rows())
                .forEach(messages -> outcomes.addAll(
                        run == null
                                ? messages.stream().map(this::foreseen).toList()
                                : desk.await(perform(run, messages))));
        return new Change(
                decision.action,
                run == null,
                run == null ? null : run.id(),
                outcomes.stream().map(Outcome::shown).toList(),
                chosen.more(),
                warnings(outcomes));
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

    private String refusal(UnsentMessage message) {
        if (decision == Decision.GIVE_UP) {
            return message.status() == DeliveryStatus.UNCERTAIN ? null : "not_uncertain";
        }
        Resending.Refusal refusal = message.refusal();
        return refusal == null ? null : refusal.name().toLowerCase(Locale.ROOT);
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
        long uncertain = outcomes.stream()
                .filter(outcome -> outcome.result().equals(Change.CHANGED)
                        && outcome.message().status() == DeliveryStatus.UNCERTAIN)
                .count();
        if (decision == Decision.RETRY && uncertain > 0) {
            warnings.add(uncertain + (uncertain == 1 ? " is" : " are") + MAY_BE_SENT_TWICE);
        }
        return warnings;
    }
}
