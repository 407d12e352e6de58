package com.callmissed.thread;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

import com.callmissed.events.DomainEvent;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.EventType;

/** The events of a conversation. Each one has complete snapshots (contract section 6). */
public sealed interface ConversationEvent extends DomainEvent {
    ConversationResponse conversation();

    /** The message of the event; null if the event has only a conversation. */
    default MessageResponse message() {
        return null;
    }

    @Override
    default UUID conversationId() {
        return conversation().id();
    }

    @Override
    default Object data() {
        return new Data(message(), conversation());
    }

    /** The {@code data} of the envelope. {@code message} is left out when it is null. */
    @RegisterForReflection
    record Data(
            @JsonInclude(JsonInclude.Include.NON_NULL) MessageResponse message, ConversationResponse conversation) {}

    record Started(EventMetadata metadata, ConversationResponse conversation) implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.CONVERSATION_STARTED;
        }
    }

    record StatusChanged(EventMetadata metadata, ConversationResponse conversation) implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.CONVERSATION_STATUS_CHANGED;
        }
    }

    record AutoreplyChanged(EventMetadata metadata, ConversationResponse conversation) implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.CONVERSATION_AUTOREPLY_CHANGED;
        }
    }

    record ContactChanged(EventMetadata metadata, ConversationResponse conversation) implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.CONVERSATION_CONTACT_CHANGED;
        }
    }

    /**
     * Two conversations of one customer have become one. There is an event for each of them.
     *
     * @param conversationId the conversation that the event is about
     * @param conversation the one that has the messages of both
     * @param mergedId the one that is gone
     */
    record Merged(EventMetadata metadata, UUID conversationId, ConversationResponse conversation, UUID mergedId)
            implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.CONVERSATION_MERGED;
        }

        @Override
        public Object data() {
            return new Data(conversation, mergedId);
        }

        /** The {@code data} of the envelope. */
        @RegisterForReflection
        @JsonNaming(SnakeCaseStrategy.class)
        record Data(ConversationResponse conversation, UUID mergedId) {}
    }

    /** An automatic answer was dropped. No message was sent. */
    record AutoreplyDropped(EventMetadata metadata, ConversationResponse conversation, DropReason reason)
            implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.CONVERSATION_AUTOREPLY_DROPPED;
        }

        @Override
        public Object data() {
            return new Dropped(conversation, reason);
        }

        /** The {@code data} of the envelope. */
        @RegisterForReflection
        record Dropped(ConversationResponse conversation, DropReason reason) {}
    }

    record MessageReceived(EventMetadata metadata, ConversationResponse conversation, MessageResponse message)
            implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.MESSAGE_RECEIVED;
        }
    }

    record MessageSent(EventMetadata metadata, ConversationResponse conversation, MessageResponse message)
            implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.MESSAGE_SENT;
        }
    }

    record MessageUpdated(EventMetadata metadata, ConversationResponse conversation, MessageResponse message)
            implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.MESSAGE_UPDATED;
        }

        /** @param row of {@link MessageRow#WITH_CONVERSATION} */
        public static MessageUpdated read(Row row, EventMetadata metadata) {
            return new MessageUpdated(
                    metadata,
                    MessageRow.WITH_CONVERSATION.read(ConversationRow.TYPE, row),
                    MessageRow.WITH_CONVERSATION.read(MessageRow.TYPE, row));
        }
    }

    record MessageStatusChanged(EventMetadata metadata, ConversationResponse conversation, MessageResponse message)
            implements ConversationEvent {
        @Override
        public EventType type() {
            return EventType.MESSAGE_STATUS;
        }

        /**
         * Makes the event of a status that a provider or a sender has reported.
         *
         * @param row of {@link MessageRow#WITH_CONVERSATION}
         * @param requestId may be null
         */
        public static MessageStatusChanged read(Row row, String requestId) {
            ConversationResponse conversation = MessageRow.WITH_CONVERSATION.read(ConversationRow.TYPE, row);
            return new MessageStatusChanged(
                    EventMetadata.ofSystem(conversation.tenantId(), requestId),
                    conversation,
                    MessageRow.WITH_CONVERSATION.read(MessageRow.TYPE, row));
        }
    }
}
