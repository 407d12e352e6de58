package com.callmissed.ai;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.callmissed.ai.DraftStore.Answered;

import static org.assertj.core.api.Assertions.assertThat;

class WordsTest {
    @Test
    void knowsTheWordsOfAnyScriptWithoutCase() {
        assertThat(Words.of("Où est MON colis?").similarity(Words.of("où est mon colis")))
                .isEqualTo(1);
        assertThat(Words.of("मेरा ऑर्डर कहाँ है").isEmpty()).isFalse();
        assertThat(Words.of("?!… 👍").isEmpty()).isTrue();
        assertThat(Words.of(null).isEmpty()).isTrue();
    }

    @Test
    void measuresSharedWordsAmongAll() {
        assertThat(Words.of("a b c").similarity(Words.of("b c d"))).isEqualTo(0.5);
        assertThat(Words.of("a").similarity(Words.of("b"))).isZero();
        assertThat(Words.of("").similarity(Words.of(""))).isZero();
    }

    @Test
    void searchesForTheLongestWordsInASyntaxThatNothingCanBreak() {
        assertThat(Words.of("it's (not) & | ! <-> 'quoted' :* where").query())
                .isEqualTo("quoted | where | not | it | s");
        assertThat(Words.of("a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh iiiiiiiii jjjjjjjjjj")
                        .query())
                .isEqualTo("jjjjjjjjjj | iiiiiiiii | hhhhhhhh | ggggggg | ffffff | eeeee | dddd | ccc");
    }

    @Test
    void proposesTheAnswerOfTheClosestQuestionAndTheFirstAmongEquals() {
        List<Answered> found = List.of(
                new Answered("Where is the order of my neighbour now", "far"),
                new Answered("where is my order", "close"),
                new Answered("Where is my order?", "as close"));
        assertThat(HistoryDrafter.closest(Words.of("Where is my order?"), found))
                .contains("close");
    }

    @Test
    void proposesNothingWhereNothingIsClose() {
        List<Answered> found = List.of(new Answered("is the shop open on Sunday morning", "yes"));
        assertThat(HistoryDrafter.closest(Words.of("where is my order"), found)).isEmpty();
    }

    @Test
    void clampsADraftWithoutCuttingACharacterInHalf() {
        assertThat(DraftResponse.clamp("x".repeat(5_000))).hasSize(4_096);
        assertThat(DraftResponse.clamp("x".repeat(4_095) + "👍")).isEqualTo("x".repeat(4_095));
        assertThat(DraftResponse.clamp("short")).isEqualTo("short");
    }
}
