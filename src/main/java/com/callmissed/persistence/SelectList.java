package com.callmissed.persistence;

import java.util.ArrayList;
import java.util.List;

import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The {@code SELECT} list of a statement: the columns of several types, one after the other. Each type reads its own
 * columns.
 */
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

    /** The columns in the syntax of a {@code SELECT} list. */
    public String sql() {
        return sql;
    }

    /** The names of the columns in the result, in order. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /**
     * Reads the value of one type from a row.
     *
     * @throws IllegalArgumentException when the list does not contain {@code type}
     */
    public <T> T read(RowType<T> type, Tuple row) {
        return type.read(row, first(type));
    }

    /**
     * Returns false when an outer join found no row for {@code type}. The first column of {@code type} must not be
     * nullable.
     */
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
