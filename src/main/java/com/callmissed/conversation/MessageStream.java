package com.callmissed.conversation;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestMulti;

import com.callmissed.events.EventCursor;
import com.callmissed.http.error.ApiException;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.Threads;

/**
 * Streams a thread as a JSON array. A piece is a number of messages, encoded and joined by commas. The framework adds
 * the brackets and the commas between pieces. Only one piece is in memory at a time; the next one is read when the
 * client has taken it.
 */
@ApplicationScoped
class MessageStream {
    /** Messages in a piece of a whole thread. */
    private static final int PIECE = 200;

    private final MessageStore store;
    private final ObjectMapper json;

    MessageStream(MessageStore store, ObjectMapper json) {
        this.store = store;
        this.json = json;
    }

    /** Streams every message, oldest first. Fails with not_found. */
    RestMulti<RawValue> whole(UUID tenantId, UUID conversationId) {
        return RestMulti.fromUniResponse(
                store.after(tenantId, conversationId, 0, PIECE)
                        .onItem()
                        .ifNull()
                        .failWith(Threads::notFound),
                first -> first.messages().size() < PIECE
                        ? pieces(first)
                        : Multi.createBy()
                                .concatenating()
                                .streams(pieces(first), rest(tenantId, conversationId, lastSeq(first))),
                MessageStream::headers);
    }

    /** Streams one page, oldest first. Fails with not_found. */
    RestMulti<RawValue> page(UUID tenantId, UUID conversationId, MessageWindow window) {
        return RestMulti.fromUniResponse(
                messages(tenantId, conversationId, window).onItem().ifNull().failWith(Threads::notFound),
                this::pieces,
                MessageStream::headers);
    }

    /**
     * The cursor was read with the first piece. Events about messages that only later pieces contain are therefore
     * repeated on the feed.
     */
    private static Map<String, List<String>> headers(MessageStore.Piece first) {
        return Map.of(EventCursor.HEADER, List.of(first.cursor().toString()));
    }

    private Uni<MessageStore.Piece> messages(UUID tenantId, UUID conversationId, MessageWindow window) {
        if (window.afterId() != null) {
            return seqOf(tenantId, conversationId, window.afterId(), "after_id")
                    .chain(seq -> store.after(tenantId, conversationId, seq, window.limit()));
        }
        if (window.beforeId() != null) {
            return seqOf(tenantId, conversationId, window.beforeId(), "before_id")
                    .chain(seq -> store.before(tenantId, conversationId, seq, window.limit()));
        }
        return store.before(tenantId, conversationId, Integer.MAX_VALUE, window.limit());
    }

    /**
     * Reports an unknown message as an error of {@code parameter} only if the conversation exists. Otherwise fails with
     * not_found.
     */
    private Uni<Integer> seqOf(UUID tenantId, UUID conversationId, UUID messageId, String parameter) {
        return store.seqOf(tenantId, conversationId, messageId)
                .onItem()
                .ifNull()
                .switchTo(() -> store.before(tenantId, conversationId, Integer.MAX_VALUE, 1)
                        .map(known -> {
                            throw known == null
                                    ? Threads.notFound()
                                    : ApiException.invalid(parameter, "names no message of this conversation");
                        }));
    }

    private Multi<RawValue> rest(UUID tenantId, UUID conversationId, int behind) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new int[] {behind}, seq -> store.after(tenantId, conversationId, seq[0], PIECE)
                        .invoke(piece -> {
                            if (!piece.messages().isEmpty()) {
                                seq[0] = lastSeq(piece);
                            }
                        }))
                .whilst(piece -> piece.messages().size() == PIECE)
                .onItem()
                .transformToMultiAndConcatenate(this::pieces);
    }

    private Multi<RawValue> pieces(MessageStore.Piece piece) {
        return piece.messages().isEmpty()
                ? Multi.createFrom().empty()
                : Multi.createFrom().item(() -> encode(piece.messages()));
    }

    private RawValue encode(List<MessageResponse> messages) {
        try {
            String array = json.writeValueAsString(messages);
            return new RawValue(array.substring(1, array.length() - 1));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int lastSeq(MessageStore.Piece piece) {
        List<MessageResponse> messages = piece.messages();
        return messages.get(messages.size() - 1).seq();
    }
}
