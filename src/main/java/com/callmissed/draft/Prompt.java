package com.callmissed.draft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.callmissed.draft.model.ModelRequest.Role;
import com.callmissed.draft.model.ModelRequest.Turn;
import com.callmissed.text.TextCut;

/**
 * The prompt of a model: the bot's prompt, the last messages of the thread, and the instruction of a person. Only the
 * role of a message says who speaks, never its text, so a text of a customer cannot pass as one of somebody else.
 */
final class Prompt {
    static final String DEFAULT =
            "You answer the customers of a business in a chat. Be friendly and brief, and reply in the"
                    + " customer's language. Use only what you know from this conversation; where that is not enough,"
                    + " say that somebody from the team will help.";
    static final String TAKEN_OVER = "A person from the team took over the conversation here.";
    static final String HANDED_BACK = "The person handed the conversation back to you here. Answer the customer again.";
    static final String FOR_REVIEW =
            "Write the next message to the customer. A person from the team reads it and decides whether to send it.";

    /**
     * A cautious estimate, because the provider refuses a prompt that is too long. English has about four bytes in a
     * token. Scripts with more bytes in a letter also need more tokens for it.
     */
    static final int BYTES_PER_TOKEN = 3;
    /** The tokens of a turn besides its text. */
    static final int TOKENS_PER_TURN = 8;

    private Prompt() {}

    /**
     * Builds the turns.
     *
     * @param thread the last messages, oldest first; the customer's last message may be missing
     * @param contextTokens the budget for the thread, counted from its end; the prompt, the marks and the instruction
     *     are added to it. The customer's last message is always included, cut if it exceeds the budget.
     */
    static List<Turn> of(DraftRequest request, List<ThreadMessage> thread, int contextTokens) {
        List<Turn> turns = new ArrayList<>();
        turns.add(system(request.systemPrompt().isBlank() ? DEFAULT : request.systemPrompt()));
        boolean human = false;
        for (ThreadMessage message : cut(request, thread, contextTokens)) {
            if (message.human() != human) {
                turns.add(system(human ? HANDED_BACK : TAKEN_OVER));
                human = message.human();
            }
            turns.add(new Turn(message.fromCustomer() ? Role.USER : Role.ASSISTANT, message.content()));
        }
        if (human && request.autoreplyEnabled()) {
            turns.add(system(HANDED_BACK));
        }
        if (request.purpose() == DraftPurpose.DRAFT) {
            turns.add(system(FOR_REVIEW));
        }
        if (request.instruction() != null && !request.instruction().isBlank()) {
            turns.add(system(request.instruction()));
        }
        return turns;
    }

    private static List<ThreadMessage> cut(DraftRequest request, List<ThreadMessage> thread, int contextTokens) {
        List<ThreadMessage> kept = new ArrayList<>();
        int left = contextTokens;
        int questionSeq = 0;
        if (request.questionSeq() != null) {
            ThreadMessage question = question(request, thread, contextTokens);
            questionSeq = question.seq();
            left -= tokens(question);
            kept.add(question);
        }
        for (int i = thread.size() - 1; i >= 0; i--) {
            ThreadMessage message = thread.get(i);
            if (message.seq() != questionSeq) {
                left -= tokens(message);
                if (left < 0) {
                    break;
                }
                kept.add(message);
            }
        }
        kept.sort(Comparator.comparing(ThreadMessage::seq));
        return kept;
    }

    private static ThreadMessage question(DraftRequest request, List<ThreadMessage> thread, int contextTokens) {
        int seq = request.questionSeq();
        boolean human = thread.stream().anyMatch(message -> message.seq() == seq && message.human());
        int room = Math.max(0, contextTokens - TOKENS_PER_TURN) * BYTES_PER_TOKEN;
        return new ThreadMessage(seq, true, TextCut.startInUtf8(request.question(), room), human);
    }

    private static int tokens(ThreadMessage message) {
        int bytes = message.content().getBytes(StandardCharsets.UTF_8).length;
        return TOKENS_PER_TURN + (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    private static Turn system(String text) {
        return new Turn(Role.SYSTEM, text);
    }
}
