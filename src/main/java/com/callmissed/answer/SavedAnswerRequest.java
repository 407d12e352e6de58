package com.callmissed.answer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.FieldError;

/**
 * A saved answer as a client sends it.
 *
 * @param questions questions that this text answers; null for none
 * @param automatic whether the bot may send it by itself; null for false
 */
public record SavedAnswerRequest(
        @NotBlank @Size(max = 255) String title,
        @NotBlank @Size(max = 4_096) String answer,
        @Size(max = 20) List<@NotBlank @Size(max = 500) String> questions,
        Boolean automatic) {

    /** The largest size of all texts together, in bytes of UTF-8. */
    static final int MOST_BYTES = 16_384;

    public SavedAnswerRequest {
        questions = questions == null ? List.of() : questions;
        automatic = automatic != null && automatic;
    }

    /** @throws ApiException validation_failed if it is too large, or if a question could never match */
    void check() {
        List<FieldError> errors = new ArrayList<>();
        if (bytes() > MOST_BYTES) {
            errors.add(new FieldError(
                    "answer", "must have at most " + MOST_BYTES + " bytes with its title and questions"));
        }
        for (int i = 0; i < questions.size(); i++) {
            if (SignificantWords.ofQuestion(questions.get(i)).isEmpty()) {
                errors.add(new FieldError("questions[" + i + "]", "must have a significant word"));
            }
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(errors);
        }
    }

    private int bytes() {
        return Stream.concat(Stream.of(title, answer), questions.stream())
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /** Keeps the words out of logs. */
    @Override
    public String toString() {
        return "SavedAnswerRequest[" + questions.size() + " questions]";
    }
}
