package com.callmissed.thread;

import java.util.UUID;

import com.callmissed.persistence.RowType;

/**
 * The facts that decide whether a message may be sent in a conversation. They are reliable only while the
 * row is locked.
 *
 * @param epoch the control epoch
 * @param refusal why the bot may not answer; null if it may
 * @param windowOpen whether the reply window is open; true if the channel has none
 * @param statusChangeId the id of the last change of the status; null if that change has none
 * @param lastWordRefusal like {@code refusal}, for an answer that has itself escalated the conversation
 */
public record SendConditions(
        int epoch,
        ConversationStatus status,
        DropReason refusal,
        boolean windowOpen,
        UUID statusChangeId,
        DropReason lastWordRefusal) {
    private static final String WINDOW_OPEN = ReplyWindow.isOpen("c.channel", "c.last_inbound_at");

    /**
     * Why the bot of the conversation {@code c} may not answer; null if it may. It may answer while automatic answers
     * are on, the conversation and the bot are active, and the reply window is open. It never answers in a group.
     */
    private static final String REFUSAL = refusal("c.status <> 'active'");

    private static final String LAST_WORD_REFUSAL = refusal("c.status NOT IN ('active', 'escalated')");

    private static String refusal(String silent) {
        return """
            CASE WHEN c.is_group THEN '%s'
                WHEN NOT c.ai_autoreply_enabled THEN '%s'
                WHEN %s THEN '%s'
                WHEN NOT EXISTS (SELECT FROM bot b WHERE b.tenant_id = c.tenant_id AND b.id = c.bot_id AND b.is_active)
                    THEN '%s'
                WHEN NOT %s THEN '%s' END""".formatted(
                        DropReason.GROUP.value(),
                        DropReason.TAKEN_OVER.value(),
                        silent,
                        DropReason.NOT_ACTIVE.value(),
                        DropReason.BOT_INACTIVE.value(),
                        WINDOW_OPEN,
                        DropReason.REPLY_WINDOW_CLOSED.value());
    }

    /** An SQL condition for a statement in which {@code c} is the conversation: the bot may answer. */
    public static final String BOT_MAY_ANSWER = "(" + REFUSAL + ") IS NULL";

    private static final RowType.Declaration CONVERSATION = new RowType.Declaration("c");
    private static final RowType.Column<Integer> EPOCH = CONVERSATION.integer("control_epoch");
    private static final RowType.Column<ConversationStatus> STATUS =
            CONVERSATION.column("status", WireColumn.of(ConversationStatus.class));
    private static final RowType.Column<DropReason> REASON =
            CONVERSATION.computed("refusal", REFUSAL, WireColumn.of(DropReason.class));
    private static final RowType.Column<Boolean> WINDOW =
            CONVERSATION.computed("window_open", WINDOW_OPEN, (row, at) -> row.getBoolean(at));

    private static final RowType.Column<UUID> STATUS_CHANGE_ID = CONVERSATION.uuid("status_change_id");
    private static final RowType.Column<DropReason> LAST_WORD_REASON =
            CONVERSATION.computed("last_word_refusal", LAST_WORD_REFUSAL, WireColumn.of(DropReason.class));

    /** For a statement in which {@code c} is the conversation. */
    public static final RowType<SendConditions> TYPE = CONVERSATION.decodedBy(row -> new SendConditions(
            EPOCH.in(row),
            STATUS.in(row),
            REASON.in(row),
            WINDOW.in(row),
            STATUS_CHANGE_ID.in(row),
            LAST_WORD_REASON.in(row)));

    /**
     * Why an automatic answer must not be sent; null if it may be sent.
     *
     * @param decidedUnder the epoch in which the answer was requested
     */
    public DropReason refusal(int decidedUnder) {
        return epoch == decidedUnder ? refusal : DropReason.TAKEN_OVER;
    }

    /**
     * Why a stored automatic answer must not be sent; null if it may be sent. An answer that has itself escalated the
     * conversation may be sent although the conversation is not active any more.
     *
     * @param messageId the id of the answer
     * @param decidedUnder the epoch in which it was stored
     */
    public DropReason refusal(UUID messageId, int decidedUnder) {
        return epoch == decidedUnder && messageId.equals(statusChangeId) ? lastWordRefusal : refusal(decidedUnder);
    }
}
