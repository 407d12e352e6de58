package com.callmissed.thread;

import com.callmissed.persistence.RowType;

/**
 * The rules by which a conversation changes, as SQL expressions. Each rule is written only here. {@link #ofRow} is for
 * a statement that updates the row {@code c}. {@link #ofNew} is for a statement that inserts the row: it applies the
 * same rules to an empty, active conversation. Rules can be combined; their conditions use the values before the
 * statement.
 *
 * <p>Arguments are SQL: a parameter such as {@code $3}, a literal or an expression. A parameter needs a cast if its
 * type does not follow from the column.
 */
public final class ThreadChange {
    /** A condition that is always true. */
    public static final String ALWAYS = "true";

    /** The service changes the status, but not by itself. */
    public static final String NO_REASON = "NULL";

    /** The service itself has escalated the conversation. A call is over then, and does not go on. */
    private static final String IS_RAISED =
            "(c.status = 'escalated' AND c.status_reason IS NOT NULL AND c.channel NOT IN "
                    + Channel.in(Channel::isLive) + ")";

    private final ChangedColumns columns;
    private final String now;
    private final String id;

    private ThreadChange(boolean isNew, String now, String id) {
        this.columns = new ChangedColumns(isNew, now);
        this.now = now;
        this.id = id;
        columns.put("updated_at", latest("updated_at", now));
    }

    /**
     * Starts a change of the row {@code c}.
     *
     * @param now the time of the change, by the clock of the caller; times of the row never go back
     * @param id of type {@code uuid}, a new one for each execution of the statement
     */
    public static ThreadChange ofRow(String now, String id) {
        return new ThreadChange(false, now, id);
    }

    /** Starts the values of a conversation that the statement inserts. */
    public static ThreadChange ofNew(String now, String id) {
        ThreadChange change = new ThreadChange(true, now, id);
        change.columns.put("created_at", now);
        change.columns.put("status_changed_at", now);
        return change;
    }

    /** Assigns the next {@code seq} to a message that is said, and sets the preview for lists. */
    public ThreadChange append(String when, String preview) {
        return append(when, ALWAYS, preview);
    }

    /**
     * Assigns the next {@code seq}, and sets the preview for lists if the message is said.
     *
     * @param said a condition, see {@link MessageType#said}
     */
    public ThreadChange append(String when, String said, String preview) {
        return append(when, said, preview, now);
    }

    /** The same for a message of the time {@code at}. */
    public ThreadChange append(String when, String said, String preview, String at) {
        set("message_count", when, current("message_count") + " + 1");
        set("last_message_at", when, latest("last_message_at", at));
        return preview(and(when, said), preview);
    }

    /** Replaces the preview for lists, because the message that it shows has changed. */
    public ThreadChange preview(String when, String preview) {
        return set("last_message_preview", when, preview);
    }

    /**
     * Records that the customer has said something, which opens the reply window.
     *
     * @param at when the customer sent it
     */
    public ThreadChange hear(String when, String at) {
        return set("last_inbound_at", when, latest("last_inbound_at", at));
    }

    /**
     * Sets a finished conversation to active, because the customer has said something. While automatic answers are off,
     * the reason says that it waits for a person.
     */
    public ThreadChange reopen(String when) {
        String reason = "CASE WHEN NOT " + old("ai_autoreply_enabled") + " THEN '"
                + StatusReason.WAITING_FOR_PERSON.value() + "' END";
        return moveTo("'active'", reason, and(when, old("status") + " IN ('completed', 'failed')"));
    }

    /** An active conversation goes to people, see {@link #leaveActive}. */
    public ThreadChange escalate(String when, String reason) {
        return leaveActive(when, "'escalated'", reason);
    }

    /**
     * Moves an active conversation to {@code status}: the bot or the provider ends it, or the bot hands it to people.
     *
     * @param reason a {@link StatusReason}, or {@link #NO_REASON}
     */
    public ThreadChange leaveActive(String when, String status, String reason) {
        return moveTo(status, reason, and(when, old("status") + " = 'active'"));
    }

    /**
     * Takes over the history of the row {@code other}, whose messages the caller moves. The status is the one that
     * needs more attention. Automatic answers stay off if they are off in either.
     */
    public ThreadChange absorb(String other) {
        String later = other + ".last_message_at > COALESCE(c.last_message_at, '-infinity')";
        set("last_message_preview", later, other + ".last_message_preview");
        set("message_count", ALWAYS, current("message_count") + " + " + other + ".message_count");
        set("last_message_at", ALWAYS, latest("last_message_at", other + ".last_message_at"));
        set("last_inbound_at", ALWAYS, latest("last_inbound_at", other + ".last_inbound_at"));
        String urgent = "(%1$s.status = 'escalated' OR %1$s.status = 'active' AND c.status <> 'escalated')";
        String moves = ("c.status <> %1$s.status AND " + urgent).formatted(other);
        moveTo(other + ".status", other + ".status_reason", moves);
        String silenced = "(c.ai_autoreply_enabled AND NOT %s.ai_autoreply_enabled)".formatted(other);
        set("control_epoch", silenced, current("control_epoch") + " + 1");
        return silence(
                silenced,
                other + ".autoreply_by_kind",
                other + ".autoreply_by_id",
                other + ".autoreply_reason",
                other + ".autoreply_resumes_at");
    }

    /** Sets the status that a person has chosen. The caller's condition must be {@link #changesStatus}. */
    public ThreadChange decide(String status) {
        return moveTo(status, NO_REASON, ALWAYS);
    }

    /** An SQL condition: {@link #decide} changes something. */
    public static String changesStatus(String status) {
        return "c.status <> " + status;
    }

    /**
     * An escalation also increases the control epoch, because it changes who answers. That drops the pending answers of
     * the bot.
     */
    private ThreadChange moveTo(String status, String reason, String when) {
        set("control_epoch", and(when, status + " = 'escalated'"), current("control_epoch") + " + 1");
        set("status", when, status);
        set("status_reason", when, reason);
        set("status_changed_at", when, latest("status_changed_at", now));
        return set("status_change_id", when, id);
    }

    /**
     * Records that a person has replied and answers from now on. An existing pause keeps its reason and its end.
     *
     * @param byKind the kind of the person's actor
     * @param byId the id of the person's actor; may be null
     */
    public ThreadChange takeOver(String when, String byKind, String byId) {
        set("control_epoch", when, current("control_epoch") + " + 1");
        set("status_reason", and(when, old("status") + " = 'active'"), NO_REASON);
        return silence(
                and(when, old("ai_autoreply_enabled")), byKind, byId, "'" + AutoreplyState.HUMAN_REPLY + "'", "NULL");
    }

    /**
     * Pauses automatic answers. The latest request wins: a pause without an end replaces one with an end. The caller's
     * condition must be {@link #changesPause}.
     *
     * @param reason null to keep the reason of the current pause
     * @param end null for no end
     */
    public ThreadChange pause(String byKind, String byId, String reason, String end) {
        set("control_epoch", old("ai_autoreply_enabled"), current("control_epoch") + " + 1");
        String kept =
                "CASE WHEN " + old("ai_autoreply_enabled") + " THEN NULL ELSE " + old("autoreply_reason") + " END";
        return silence(ALWAYS, byKind, byId, "COALESCE(" + reason + ", " + kept + ")", end);
    }

    /** An SQL condition: {@link #pause} changes something. */
    public static String changesPause(String reason, String end) {
        return "(c.ai_autoreply_enabled OR %s IS NOT NULL OR c.autoreply_resumes_at IS DISTINCT FROM %s)"
                .formatted(reason, end);
    }

    private ThreadChange silence(String when, String byKind, String byId, String reason, String end) {
        set("autoreply_since", and(when, old("ai_autoreply_enabled")), now);
        set("ai_autoreply_enabled", when, "false");
        return control(when, byKind, byId, reason, end);
    }

    /** Resumes automatic answers. The caller's condition must be {@link #isPaused}. */
    public ThreadChange resume(String byKind, String byId) {
        return resume(ALWAYS, byKind, byId);
    }

    /**
     * Somebody gives the conversation back to the bot: it answers again, and what the service itself has escalated is
     * active. An escalation that a person has decided lasts until a person decides otherwise. The caller's condition
     * must be {@link #isHandedOver}.
     */
    public ThreadChange handBack(String byKind, String byId) {
        moveTo("'active'", NO_REASON, IS_RAISED);
        return resume(isPaused(), byKind, byId);
    }

    /** A condition: {@link #handBack} changes something. */
    public static String isHandedOver() {
        return "(" + isPaused() + " OR " + IS_RAISED + ")";
    }

    private ThreadChange resume(String when, String byKind, String byId) {
        set("ai_autoreply_enabled", when, ALWAYS);
        set("status_reason", and(when, old("status") + " = 'active'"), NO_REASON);
        set("control_epoch", when, current("control_epoch") + " + 1");
        set("autoreply_since", when, now);
        return control(when, byKind, byId, "NULL", "NULL");
    }

    /** An SQL condition: {@link #resume} changes something. */
    public static String isPaused() {
        return "NOT c.ai_autoreply_enabled";
    }

    private ThreadChange control(String when, String byKind, String byId, String reason, String end) {
        set("autoreply_by_kind", when, byKind);
        set("autoreply_by_id", when, byId);
        set("autoreply_reason", when, reason);
        set("autoreply_resumes_at", when, end);
        return set("autoreply_change_id", when, id);
    }

    /** The assignments for {@code UPDATE … SET}. */
    public String assignments() {
        return columns.assignments();
    }

    /** The columns for {@code INSERT INTO conversation (…)}, besides those that never change. */
    public String columns() {
        return columns.names();
    }

    /** The values, in the order of {@link #columns}. */
    public String values() {
        return columns.values();
    }

    /** Whether the statement of {@code id} has changed the status of {@code c}, which is the row after the change. */
    public static RowType<Boolean> statusChanged(String id) {
        return RowType.flag("status_changed", "c.status_change_id = " + id);
    }

    /**
     * Whether the statement of {@code id} has switched the automatic answers of {@code c} or changed their pause.
     * {@code c} is the row after the change.
     */
    public static RowType<Boolean> autoreplyChanged(String id) {
        return RowType.flag("autoreply_changed", "c.autoreply_change_id = " + id);
    }

    private ThreadChange set(String column, String when, String value) {
        columns.put(
                column,
                when.equals(ALWAYS)
                        ? value
                        : "CASE WHEN %s THEN %s ELSE %s END".formatted(when, value, current(column)));
        return this;
    }

    private String latest(String column, String time) {
        return columns.latest(column, time);
    }

    private String current(String column) {
        return columns.current(column);
    }

    private String old(String column) {
        return columns.old(column);
    }

    private static String and(String left, String right) {
        return left.equals(ALWAYS) ? right : right.equals(ALWAYS) ? left : "(" + left + ") AND " + right;
    }
}
