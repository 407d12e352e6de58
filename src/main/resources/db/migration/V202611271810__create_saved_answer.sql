-- Answers that people have written for a bot. The automatic ones are the only stored text that a bot sends by itself.
CREATE TABLE saved_answer (
    tenant_id  uuid        NOT NULL,
    bot_id     uuid        NOT NULL,
    id         uuid        NOT NULL,
    title      text        NOT NULL,
    answer     text        NOT NULL,
    questions  text[]      NOT NULL,
    automatic  boolean     NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT saved_answer_pk PRIMARY KEY (tenant_id, bot_id, id),
    CONSTRAINT saved_answer_bot_fk FOREIGN KEY (tenant_id, bot_id) REFERENCES bot (tenant_id, id),
    CONSTRAINT saved_answer_title_ck CHECK (char_length(title) BETWEEN 1 AND 255),
    CONSTRAINT saved_answer_answer_ck CHECK (char_length(answer) BETWEEN 1 AND 4096),
    CONSTRAINT saved_answer_questions_ck CHECK (cardinality(questions) <= 20)
);

CREATE INDEX saved_answer_newest_ix ON saved_answer (tenant_id, bot_id, created_at DESC, id DESC);

-- What each question must share with the text of a customer: all of words. key_word is one of them, by which the few
-- questions are found that can match a text at all.
CREATE TABLE saved_answer_question (
    tenant_id  uuid    NOT NULL,
    bot_id     uuid    NOT NULL,
    answer_id  uuid    NOT NULL,
    place      integer NOT NULL,
    key_word   text    NOT NULL,
    words      tsquery NOT NULL,
    word_count integer NOT NULL,
    CONSTRAINT saved_answer_question_pk PRIMARY KEY (tenant_id, bot_id, answer_id, place),
    CONSTRAINT saved_answer_question_answer_fk FOREIGN KEY (tenant_id, bot_id, answer_id)
        REFERENCES saved_answer (tenant_id, bot_id, id) ON DELETE CASCADE,
    CONSTRAINT saved_answer_question_word_count_ck CHECK (word_count >= 1)
);

CREATE INDEX saved_answer_question_key_word_ix ON saved_answer_question (tenant_id, bot_id, key_word);
