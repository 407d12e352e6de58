package com.callmissed.conversation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import com.callmissed.events.EventCursor;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.LargeReads;
import com.callmissed.persistence.LargeReads.Receiver;
import com.callmissed.platform.StreamedBody;
import com.callmissed.thread.MessageResponse;

/**
 * The messages of a thread as a JSON array. What fits into one piece is sent with its length. The rest of a thread is
 * streamed: only one piece is in memory at a time, and the next one is read when the client has taken it. Long messages
 * are read when their turn comes, in pieces of their own.
 */
@ApplicationScoped
class MessageStream {
    /** Messages in a piece of a whole thread. */
    private static final int PIECE = 200;

    private final MessageStore store;
    private final LargeReads largeReads;

    MessageStream(MessageStore store, LargeReads largeReads) {
        this.store = store;
        this.largeReads = largeReads;
    }

    /** Returns every message, oldest first. Fails with not_found. */
    Uni<Response> whole(UUID tenantId, UUID conversationId, Receiver receiver) {
        return store.follow(tenantId, conversationId, kept -> store.after(tenantId, kept, 0, PIECE))
                .map(first -> first.messages().size() < PIECE
                        ? onePiece(tenantId, first, receiver)
                        : response(first, Response.ok(streamed(all(tenantId, first, receiver)))));
    }

    /** Returns one page, oldest first. Fails with not_found. */
    Uni<Response> page(UUID tenantId, UUID conversationId, MessageWindow window, Receiver receiver) {
        return store.follow(tenantId, conversationId, kept -> messages(tenantId, kept, window))
                .map(piece -> onePiece(tenantId, piece, receiver));
    }

    private Response onePiece(UUID tenantId, MessageStore.Piece piece, Receiver receiver) {
        return response(
                piece,
                isComplete(piece.messages())
                        ? Response.ok(MessageResponse.FORM.array(piece.messages()))
                        : Response.ok(streamed(parts(tenantId, piece, receiver))));
    }

    private static StreamedBody streamed(Multi<List<MessageResponse>> parts) {
        return new StreamedBody(MessageResponse.FORM.stream(parts));
    }

    /**
     * The cursor was read with the first piece. Events about messages that only later pieces contain are therefore
     * repeated on the feed.
     */
    private static Response response(MessageStore.Piece first, Response.ResponseBuilder body) {
        return body.header(EventCursor.HEADER, first.cursor().toString()).build();
    }

    /** Returns null if there is no such conversation. */
    private Uni<MessageStore.Piece> messages(UUID tenantId, UUID conversationId, MessageWindow window) {
        if (window.afterId() != null) {
            return seqOf(tenantId, conversationId, window.afterId(), "after_id")
                    .onItem()
                    .ifNotNull()
                    .transformToUni(seq -> store.after(tenantId, conversationId, seq, window.limit()));
        }
        if (window.beforeId() != null) {
            return seqOf(tenantId, conversationId, window.beforeId(), "before_id")
                    .onItem()
                    .ifNotNull()
                    .transformToUni(seq -> store.before(tenantId, conversationId, seq, window.limit()));
        }
        return store.before(tenantId, conversationId, Integer.MAX_VALUE, window.limit());
    }

    /**
     * Returns null if there is no such conversation. Reports an unknown message as an error of {@code parameter} only
     * if there is one.
     */
    private Uni<Integer> seqOf(UUID tenantId, UUID conversationId, UUID messageId, String parameter) {
        return store.seqOf(tenantId, conversationId, messageId)
                .onItem()
                .ifNull()
                .switchTo(() -> store.before(tenantId, conversationId, Integer.MAX_VALUE, 1)
                        .map(known -> {
                            if (known != null) {
                                throw ApiException.invalid(parameter, "names no message of this conversation");
                            }
                            return null;
                        }));
    }

    private Multi<List<MessageResponse>> all(UUID tenantId, MessageStore.Piece first, Receiver receiver) {
        return Multi.createBy()
                .concatenating()
                .streams(
                        parts(tenantId, first, receiver),
                        rest(tenantId, conversationOf(first), lastSeq(first), receiver));
    }

    private Multi<List<MessageResponse>> rest(UUID tenantId, UUID conversationId, int behind, Receiver receiver) {
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
                .transformToMultiAndConcatenate(piece -> parts(tenantId, piece, receiver));
    }

    private Multi<List<MessageResponse>> parts(UUID tenantId, MessageStore.Piece piece, Receiver receiver) {
        List<MessageResponse> messages = piece.messages();
        if (messages.isEmpty()) {
            return Multi.createFrom().empty();
        }
        if (isComplete(messages)) {
            return Multi.createFrom().item(messages);
        }
        return Multi.createFrom().deferred(() -> {
            AtomicInteger done = new AtomicInteger();
            return Multi.createBy()
                    .repeating()
                    .uni(() -> next(tenantId, messages.subList(done.get(), messages.size()), receiver)
                            .invoke(some -> done.addAndGet(some.size())))
                    .whilst(some -> done.get() < messages.size());
        });
    }

    private static boolean isComplete(List<MessageResponse> messages) {
        for (MessageResponse message : messages) {
            if (message.leftOut()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the first messages: those before a long one, or the long ones as far as they fit into a page. */
    private Uni<List<MessageResponse>> next(UUID tenantId, List<MessageResponse> messages, Receiver receiver) {
        List<MessageResponse> light =
                messages.stream().takeWhile(message -> !message.leftOut()).toList();
        if (!light.isEmpty()) {
            return Uni.createFrom().item(light);
        }
        UUID[] ids = messages.stream()
                .filter(MessageResponse::leftOut)
                .map(MessageResponse::id)
                .toArray(UUID[]::new);
        return largeReads
                .read(receiver, () -> store.leftOut(tenantId, ids))
                .map(whole -> completed(messages, whole.iterator()));
    }

    private static List<MessageResponse> completed(List<MessageResponse> messages, Iterator<MessageStore.Whole> next) {
        List<MessageResponse> completed = new ArrayList<>(messages.size());
        for (MessageResponse message : messages) {
            if (!message.leftOut()) {
                completed.add(message);
            } else if (next.hasNext()) {
                MessageStore.Whole whole = next.next();
                completed.add(message.with(whole.content(), whole.metadata()));
            } else {
                break;
            }
        }
        return completed;
    }

    private static UUID conversationOf(MessageStore.Piece piece) {
        return piece.messages().get(0).conversationId();
    }

    private static int lastSeq(MessageStore.Piece piece) {
        List<MessageResponse> messages = piece.messages();
        return messages.get(messages.size() - 1).seq();
    }
}
