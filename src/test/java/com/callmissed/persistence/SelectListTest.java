package com.callmissed.persistence;

import java.util.Map;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SelectListTest {
    private static final RowType.Declaration A = new RowType.Declaration("a");
    private static final RowType.Column<UUID> A_ID = A.uuid("id");
    private static final RowType.Column<String> A_NAME = A.text("name");
    private static final RowType<Map.Entry<UUID, String>> A_TYPE =
            A.decodedBy(row -> Map.entry(A_ID.in(row), A_NAME.in(row)));
    private static final RowType.Declaration B = new RowType.Declaration("b");
    private static final RowType.Column<String> B_NAME = B.text("name");
    private static final RowType<String> B_TYPE = B.decodedBy(B_NAME::in);
    private static final RowType<Boolean> NEW = RowType.flag("is_new", "b.name = $1");

    private static final UUID ID = UUID.randomUUID();

    @Test
    void givesEachColumnANameOfItsOwn() {
        SelectList list = SelectList.of(A_TYPE, B_TYPE, NEW);
        assertThat(list.sql())
                .isEqualTo("a.id AS a_id, a.name AS a_name, b.name AS b_name, COALESCE(b.name = $1, false) AS is_new");
        assertThat(list.names()).containsExactly("a_id", "a_name", "b_name", "is_new");
    }

    @Test
    void readsEachTypeWhereverItStands() {
        SelectList behind = SelectList.of(A_TYPE, B_TYPE, NEW);
        Tuple row = Tuple.wrap(new Object[] {ID, "a", "b", true});
        assertThat(behind.read(A_TYPE, row)).isEqualTo(Map.entry(ID, "a"));
        assertThat(behind.read(B_TYPE, row)).isEqualTo("b");
        assertThat(behind.read(NEW, row)).isTrue();

        SelectList before = SelectList.of(NEW, B_TYPE, A_TYPE);
        Tuple turned = Tuple.wrap(new Object[] {false, "b", ID, "a"});
        assertThat(before.read(A_TYPE, turned)).isEqualTo(Map.entry(ID, "a"));
        assertThat(before.read(NEW, turned)).isFalse();
    }

    @Test
    void seesWhatAnOuterJoinDidNotFind() {
        SelectList list = SelectList.of(B_TYPE, A_TYPE);
        assertThat(list.has(A_TYPE, Tuple.wrap(new Object[] {"b", null, null}))).isFalse();
        assertThat(list.has(A_TYPE, Tuple.wrap(new Object[] {"b", ID, "a"}))).isTrue();
    }

    @Test
    void readsNothingThatWasNotSelected() {
        SelectList list = SelectList.of(A_TYPE);
        assertThatThrownBy(() -> list.read(B_TYPE, Tuple.wrap(new Object[] {ID, "a"})))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
