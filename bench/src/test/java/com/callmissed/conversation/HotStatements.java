package com.callmissed.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.callmissed.http.Cursor;
import com.callmissed.http.WireEnum;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.ThreadSql;

/** The statements of the hot paths as the service executes them, for the benchmark's limits. */
public final class HotStatements {
    private HotStatements() {}

    /** A statement with the values of its parameters, in order. */
    public record Bound(String sql, List<Object> parameters) {}

    /**
     * A page of the list by creation. It has one row more than {@code limit}, which shows whether there is a next page.
     *
     * @param channel null for all channels
     * @param status null for all statuses
     * @param after null for the first page
     */
    public static Bound list(UUID tenant, String channel, String status, Cursor after, int limit) {
        ConversationFilter filter = new ConversationFilter(
                channel == null ? null : WireEnum.of(Channel.class, channel),
                status == null ? null : WireEnum.of(ConversationStatus.class, status),
                null,
                null,
                null,
                ConversationSort.CREATED_AT,
                after,
                limit);
        List<Object> parameters = new ArrayList<>();
        return new Bound(ConversationStore.listStatement(tenant, filter, parameters), parameters);
    }

    /** One conversation: $1 is the tenant, $2 the conversation. */
    public static String one() {
        return ConversationStore.FIND;
    }

    /**
     * The end of a thread: $1 is the tenant, $2 the conversation, $3 the number of messages, $4 the {@code seq} before
     * which they are.
     */
    public static String newestMessages() {
        return MessageStore.BEFORE;
    }

    /** Changes the status if it is another: $1 is the tenant, $2 the conversation, $3 the status, $4 the time. */
    public static String changeStatus() {
        return ThreadSql.CHANGE_STATUS;
    }
}
