package com.callmissed.persistence;

import java.util.ArrayList;
import java.util.List;

import io.vertx.mutiny.sqlclient.Tuple;

/** What a statement selects: the columns of some types, one behind the other, each read by its type. */
public final class SelectList {
    private final List<RowType<?>> types;
    private final int[] firsts;
    private final String sql;
    private final List<String> names = new ArrayList<>();

    private SelectList(List<RowType<?>> types) {
        this.types = types;
        this.firsts = new int[types.size()];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = names.size();
            names.addAll(types.get(i).names());
        }
        this.sql = String.join(", ", types.stream().map(RowType::sql).toList());
    }

    public static SelectList of(RowType<?>... types) {
        return new SelectList(List.of(types));
    }

    /** The columns as the statement selects them. */
    public String sql() {
        return sql;
    }

    /** The names of the columns in the result, in order. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** @throws IllegalArgumentException when the list does not have {@code type} */
    public <T> T read(RowType<T> type, Tuple row) {
        return type.read(row, first(type));
    }

    /** False where an outer join found no row for {@code type}, whose first column is never null otherwise. */
    public boolean has(RowType<?> type, Tuple row) {
        return row.getValue(first(type)) != null;
    }

    private int first(RowType<?> type) {
        for (int i = 0; i < firsts.length; i++) {
            if (types.get(i) == type) {
                return firsts[i];
            }
        }
        throw new IllegalArgumentException("Not selected: " + type.names());
    }
}
