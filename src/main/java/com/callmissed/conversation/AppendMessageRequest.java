package com.callmissed.conversation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import com.callmissed.http.error.ApiException;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageType;

/**
 * The body of a request that appends a message of the customer or a reply.
 *
 * @param messageType null means text
 * @param tokensUsed may be null
 * @param basedOnSeq {@code seq} of the last message that the author of a reply has seen; null to skip the check for
 *     newer messages of the customer
 */
@JsonNaming(SnakeCaseStrategy.class)
public record AppendMessageRequest(
        @NotNull MessageRole role,
        @NotBlank @Size(max = 65_536) String content,
        MessageType messageType,
        @PositiveOrZero Integer tokensUsed,
        @PositiveOrZero Integer basedOnSeq) {

    /**
     * Checks the rules that the annotations cannot express.
     *
     * @throws ApiException validation_failed when {@code basedOnSeq} is set for a message of the customer
     */
    void check() {
        if (role == MessageRole.USER && basedOnSeq != null) {
            throw ApiException.invalid("based_on_seq", "is only for a reply");
        }
    }
}
