package com.callmissed.packaged.chaos;

import java.util.List;
import java.util.stream.Stream;

/** The faults that {@link ChaosIT} plays, as {@code docs/slo.md} lists them, with the alerts that they fire. */
enum Fault {
    DATABASE_AWAY("database away", "ConversationsNotReady"),
    SLOW_DATABASE("slow database", "ConversationsDatabaseSlow"),
    DISK_FULL(
            "disk of the database full",
            "ConversationsWritesRefused",
            "ConversationsServerErrors",
            "ConversationsBudgetBurnsFast"),
    PROVIDER_HANGING("provider hanging", "ConversationsProviderHangs", "ConversationsSendingFails"),
    PROVIDER_REFUSING("provider refusing", "ConversationsSendingFails"),
    MODEL_AWAY("model away", "ConversationsModelFails"),
    BACKLOG_GROWING("backlog growing", "ConversationsJournalLag"),
    POISONED_PAYLOAD("payload that cannot be stored", "ConversationsPayloadsFailed"),
    UNREADABLE_PAYLOAD("payload that cannot be read", "ConversationsPayloadsUnreadable"),
    FROZEN_REPLICA("frozen replica", "ConversationsReplicaSilent"),
    EXPIRED_CERTIFICATE("expired certificate of the token issuer, and so an old key set", "ConversationsKeySetFails");

    private final String description;
    private final String alert;
    private final List<String> symptoms;

    /** @param symptoms alerts that necessarily come with it */
    Fault(String description, String alert, String... symptoms) {
        this.description = description;
        this.alert = alert;
        this.symptoms = List.of(symptoms);
    }

    String description() {
        return description;
    }

    String alert() {
        return alert;
    }

    List<String> symptoms() {
        return symptoms;
    }

    /** All alerts that it fires, in the order of their names. */
    List<String> alerts() {
        return Stream.concat(Stream.of(alert), symptoms.stream()).sorted().toList();
    }
}
