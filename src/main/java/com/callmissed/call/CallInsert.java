package com.callmissed.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.ThreadChange;

/** What the statements that insert the conversation of a call have in common: its columns and ten parameters. */
final class CallInsert {
    /** The new id of the statement, for {@link ThreadChange}. */
    static final String ID = "$2";

    /** The status of the call, of type {@code text}. */
    static final String STATUS = "$5::text";

    static final String NOW = "$6::timestamptz";

    /** The profile name of the caller also becomes that of the contact. {@code c} is the row of the call. */
    static final String NAMED = """
            UPDATE contact k SET profile_name = $10, updated_at = GREATEST(k.updated_at, $6)
            FROM c
            WHERE k.tenant_id = $1 AND k.id = c.contact_id AND k.profile_name IS DISTINCT FROM $10::text
                AND $10::text IS NOT NULL""";

    private static final String INSERT = """
            INSERT INTO conversation AS c (tenant_id, id, bot_id, channel, external_id, metadata, provider_call_id,
                contact_id, profile_name, duration_seconds, %s)
            VALUES ($1, $2, $3, %s, $4, $7, $8, $9::uuid,
                COALESCE($10::text, (SELECT k.profile_name FROM contact k WHERE k.tenant_id = $1 AND k.id = $9)),
                %s, %s)
            ON CONFLICT (tenant_id, bot_id, provider_call_id) WHERE provider_call_id IS NOT NULL""";

    private CallInsert() {}

    /**
     * Returns the beginning of the statement, up to what happens to a call that is known already.
     *
     * @param opening made with {@link #NOW} and {@link #ID}
     * @param duration in seconds, as SQL
     */
    static String sql(ThreadChange opening, String duration) {
        return INSERT.formatted(opening.columns(), VoiceCall.CHANNEL.sql(), duration, opening.values());
    }

    /**
     * Returns the parameters.
     *
     * @param contactId null if the caller is not known
     * @param more those from {@code $11} on
     */
    static Tuple parameters(
            VoiceCall call, UUID contactId, UUID newId, ConversationStatus status, Instant now, Object... more) {
        List<Object> parameters = new ArrayList<>(Arrays.asList(
                call.tenantId(),
                newId,
                call.botId(),
                call.shownCaller(),
                status.value(),
                Columns.timestamp(now),
                Columns.json(metadata(call)),
                call.callId(),
                contactId,
                call.profileName()));
        parameters.addAll(Arrays.asList(more));
        return Tuple.from(parameters);
    }

    /** Metadata by which people find the call at its provider. */
    private static Map<String, Object> metadata(VoiceCall call) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("call_id", call.callId());
        if (call.origin() != null) {
            metadata.put("origin", call.origin());
        }
        return metadata;
    }
}
