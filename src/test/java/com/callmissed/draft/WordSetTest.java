package com.callmissed.draft;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.callmissed.draft.DraftStore.Answered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WordSetTest {
    @Test
    void knowsTheWordsOfAnyScriptWithoutCase() {
        assertThat(WordSet.of("Où est MON colis?").similarity(WordSet.of("où est mon colis")))
                .isEqualTo(1);
        assertThat(WordSet.of("मेरा ऑर्डर कहाँ है").isEmpty()).isFalse();
        assertThat(WordSet.of("?!… 👍").isEmpty()).isTrue();
        assertThat(WordSet.of(null).isEmpty()).isTrue();
    }

    @Test
    void measuresSharedWordsAmongAll() {
        assertThat(WordSet.of("a b c").similarity(WordSet.of("b c d"))).isEqualTo(0.5);
        assertThat(WordSet.of("a").similarity(WordSet.of("b"))).isZero();
        assertThat(WordSet.of("").similarity(WordSet.of(""))).isZero();
    }

    @Test
    void searchesForTheLongestWordsInASyntaxThatNothingCanBreak() {
        assertThat(WordSet.of("it's (not) & | ! <-> 'quoted' :* where").query())
                .isEqualTo("quoted | where | not | it | s");
        assertThat(WordSet.of("a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh iiiiiiiii jjjjjjjjjj")
                        .query())
                .isEqualTo("jjjjjjjjjj | iiiiiiiii | hhhhhhhh | ggggggg | ffffff | eeeee | dddd | ccc");
    }

    @Test
    void proposesTheAnswerOfTheClosestQuestionAndTheFirstAmongEquals() {
        DraftSource close = DraftSource.history(UUID.randomUUID(), 2);
        List<Answered> found = List.of(
                new Answered("Where is the order of my neighbour now", "far", null),
                new Answered("where is my order", "close", close),
                new Answered("Where is my order?", "as close", null));
        assertThat(HistorySearch.closest(WordSet.of("Where is my order?"), found))
                .isEqualTo(new Draft("close", null, close));
    }

    @Test
    void proposesNothingWhereNothingIsClose() {
        List<Answered> found = List.of(new Answered("is the shop open on Sunday morning", "yes", null));
        assertThat(HistorySearch.closest(WordSet.of("where is my order"), found))
                .isNull();
    }

    @Test
    void searchesNothingForACustomer() {
        DraftRequest request = request(DraftPurpose.AUTOMATIC);
        assertThatThrownBy(() -> new HistorySearch(null).closest(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Words of other conversations are for people only");
    }

    @Test
    void clampsADraftWithoutCuttingACharacterInHalf() {
        assertThat(draftOf("x".repeat(5_000))).hasSize(4_096);
        assertThat(draftOf("x".repeat(4_095) + "👍")).isEqualTo("x".repeat(4_095));
        assertThat(draftOf("short")).isEqualTo("short");
    }

    private static String draftOf(String text) {
        return DraftResponse.of(Draft.ofModel(text, 7), request(DraftPurpose.DRAFT))
                .draft();
    }

    private static DraftRequest request(DraftPurpose purpose) {
        return new DraftRequest(null, null, purpose, null, "", "", true, 1, 1, "", null, false);
    }
}
