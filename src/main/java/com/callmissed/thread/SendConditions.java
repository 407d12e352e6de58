package com.callmissed.thread;

import com.callmissed.persistence.RowType;

/**
 * The facts that decide whether a message may be sent in a conversation. They are reliable only while the
 * row is locked.
 *
 * @param epoch the control epoch
 * @param refusal why the bot may not answer; null if it may
 * @param windowOpen whether the reply window is open; true if the channel has none
 */
public record SendConditions(int epoch, ConversationStatus status, DropReason refusal, boolean windowOpen) {
    private static final String WINDOW_OPEN = ReplyWindow.isOpen("c.channel", "c.last_inbound_at");

    /**
     * Why the bot of the conversation {@code c} may not answer; null if it may. It may answer while automatic answers
     * are on, the conversation and the bot are active, and the reply window is open.
     */
    private static final String REFUSAL = """
            CASE WHEN NOT c.ai_autoreply_enabled THEN '%s'
                WHEN c.status <> 'active' THEN '%s'
                WHEN NOT EXISTS (SELECT FROM bot b WHERE b.tenant_id = c.tenant_id AND b.id = c.bot_id AND b.is_active)
                    THEN '%s'
                WHEN NOT %s THEN '%s' END""".formatted(
                    DropReason.TAKEN_OVER.value(),
                    DropReason.NOT_ACTIVE.value(),
                    DropReason.BOT_INACTIVE.value(),
                    WINDOW_OPEN,
                    DropReason.REPLY_WINDOW_CLOSED.value());

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

    /** For a statement in which {@code c} is the conversation. */
    public static final RowType<SendConditions> TYPE = CONVERSATION.decodedBy(
            row -> new SendConditions(EPOCH.in(row), STATUS.in(row), REASON.in(row), WINDOW.in(row)));

    /**
     * Why an automatic answer must not be sent; null if it may be sent.
     *
     * @param decidedUnder the epoch in which the answer was requested
     */
    public DropReason refusal(int decidedUnder) {
        return epoch == decidedUnder ? refusal : DropReason.TAKEN_OVER;
    }
}
