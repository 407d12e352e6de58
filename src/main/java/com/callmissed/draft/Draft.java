package com.callmissed.draft;

/**
 * A proposed reply.
 *
 * @param text never blank
 * @param tokensUsed what the provider bills for it: the question with its thread and the reply together ({@code
 *     usage.total_tokens}); null where nothing is counted
 */
public record Draft(String text, Integer tokensUsed) {
    static Draft free(String text) {
        return new Draft(text, null);
    }
}
