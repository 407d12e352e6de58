package com.callmissed.thread;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import com.callmissed.events.Actor;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.persistence.LargeValues;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Columns;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;

/** The columns of a conversation that every statement selects, and their decoder. */
public final class ConversationRow {
    /**
     * A subquery and not a join. With a join, a planner that expects a small tenant starts from the bots, loses the
     * order of the list's index and sorts all conversations of the tenant.
     */
    private static final String BOT = "(SELECT b.name FROM bot b WHERE b.tenant_id = c.tenant_id AND b.id = c.bot_id)";

    /** People name a contact, not a conversation: all conversations of the contact have a new name at once. */
    private static final String CONTACT =
            "(SELECT k.name FROM contact k WHERE k.tenant_id = c.tenant_id AND k.id = c.contact_id)";

    private static final Declaration TABLE = new Declaration("c");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<UUID> BOT_ID = TABLE.uuid("bot_id");
    private static final Column<Channel> CHANNEL = TABLE.column("channel", WireColumn.of(Channel.class));
    private static final Column<String> EXTERNAL_ID = TABLE.text("external_id");
    private static final Column<ConversationStatus> STATUS =
            TABLE.column("status", WireColumn.of(ConversationStatus.class));
    private static final Column<Integer> DURATION_SECONDS = TABLE.integer("duration_seconds");
    private static final Column<JsonDocument> METADATA = TABLE.document("metadata");
    private static final Column<Boolean> ENABLED = TABLE.bool("ai_autoreply_enabled");
    private static final Column<Instant> CREATED_AT = TABLE.instant("created_at");
    private static final Column<Instant> UPDATED_AT = TABLE.instant("updated_at");
    private static final Column<String> BOT_NAME = TABLE.computed("bot_name", BOT, (row, at) -> row.getString(at));
    private static final Column<Instant> LAST_MESSAGE_AT = TABLE.instant("last_message_at");
    private static final Column<String> LAST_MESSAGE_PREVIEW = TABLE.text("last_message_preview");
    private static final Column<Integer> MESSAGE_COUNT = TABLE.integer("message_count");
    private static final Column<Instant> LAST_INBOUND_AT = TABLE.instant("last_inbound_at");
    private static final Column<Integer> EPOCH = TABLE.integer("control_epoch");
    private static final Column<Instant> SINCE = TABLE.instant("autoreply_since");
    private static final Column<String> BY_KIND = TABLE.text("autoreply_by_kind");
    private static final Column<String> BY_ID = TABLE.text("autoreply_by_id");
    private static final Column<String> REASON = TABLE.text("autoreply_reason");
    private static final Column<Instant> RESUMES_AT = TABLE.instant("autoreply_resumes_at");
    private static final Column<StatusReason> STATUS_REASON =
            TABLE.column("status_reason", (row, at) -> StatusReason.of(row.getString(at)));
    private static final Column<UUID> CONTACT_ID = TABLE.uuid("contact_id");
    private static final Column<String> CONTACT_NAME =
            TABLE.computed("contact_name", CONTACT, (row, at) -> row.getString(at));
    private static final Column<String> PROFILE_NAME = TABLE.text("profile_name");

    /** For a statement in which {@code c} is the conversation. */
    public static final RowType<ConversationResponse> TYPE = TABLE.decodedBy(ConversationRow::read);

    /** The same without a long metadata, see {@link ConversationResponse#leftOut}. For pages. */
    public static final RowType<ConversationResponse> LIGHT = TYPE.with(METADATA, LargeValues.document("c.metadata"));

    /** {@link #LIGHT} for a statement with {@link #withBot}. */
    public static final RowType<ConversationResponse> LISTED = LIGHT.with(BOT_NAME, "bot.name");

    /** Only the conversation. */
    public static final SelectList LIST = SelectList.of(TYPE);

    private ConversationRow() {}

    /**
     * Joins the bots to a list of conversations {@code c} of one tenant, behind the index that sorts it. PostgreSQL
     * then keeps the names of a page's bots, which are few. It would read a subquery of the {@code SELECT} list again
     * for each row, and all bots each time while they fill only some pages.
     *
     * @param tenant in SQL
     */
    public static String withBot(String tenant) {
        return " LEFT JOIN LATERAL (SELECT b.name FROM bot b WHERE b.tenant_id = " + tenant
                + " AND b.id = c.bot_id LIMIT 1) AS bot ON true";
    }

    private static ConversationResponse read(Columns row) {
        Channel channel = CHANNEL.in(row);
        String contactName = CONTACT_NAME.in(row);
        String profileName = PROFILE_NAME.in(row);
        return new ConversationResponse(
                ID.in(row),
                TENANT_ID.in(row),
                BOT_ID.in(row),
                channel,
                EXTERNAL_ID.in(row),
                STATUS.in(row),
                DURATION_SECONDS.in(row),
                METADATA.in(row),
                ENABLED.in(row),
                CREATED_AT.in(row),
                UPDATED_AT.in(row),
                BOT_NAME.in(row),
                LAST_MESSAGE_AT.in(row),
                LAST_MESSAGE_PREVIEW.in(row),
                MESSAGE_COUNT.in(row),
                ReplyWindow.expiry(channel, LAST_INBOUND_AT.in(row)),
                autoreply(row),
                STATUS_REASON.in(row),
                CONTACT_ID.in(row),
                contactName == null ? profileName : contactName,
                contactName,
                profileName);
    }

    private static AutoreplyState autoreply(Columns row) {
        Instant since = SINCE.in(row);
        return new AutoreplyState(
                ENABLED.in(row),
                EPOCH.in(row),
                since == null ? CREATED_AT.in(row) : since,
                by(row),
                REASON.in(row),
                RESUMES_AT.in(row));
    }

    private static Actor by(Columns row) {
        String kind = BY_KIND.in(row);
        return kind == null ? null : new Actor(Actor.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), BY_ID.in(row));
    }
}
