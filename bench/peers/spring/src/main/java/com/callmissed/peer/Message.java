package com.callmissed.peer;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonRawValue;

/** A message with the fields of the service. The benchmark's messages have no reactions. */
record Message(
        UUID id,
        UUID conversationId,
        String role,
        String content,
        String messageType,
        Integer tokensUsed,
        Instant createdAt,
        int seq,
        String status,
        @JsonRawValue String metadata,
        boolean automatic,
        List<String> reactions,
        Instant deletedAt) {
    static final String[] COLUMNS = {
        "m_id",
        "m_conversation_id",
        "m_role",
        "m_content",
        "m_message_type",
        "m_tokens_used",
        "m_created_at",
        "m_seq",
        "m_status",
        "m_metadata",
        "m_automatic",
        "m_deleted_at"
    };

    /** @param row the columns of {@link #COLUMNS} */
    static Message read(Columns.Cells row) {
        return new Message(
                row.uuid(0),
                row.uuid(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.number(5),
                row.instant(6),
                row.number(7),
                row.text(8),
                row.text(9),
                row.bool(10),
                List.of(),
                row.instant(11));
    }
}
