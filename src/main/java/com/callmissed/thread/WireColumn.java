package com.callmissed.thread;

import java.util.function.BiFunction;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.http.WireEnum;

/** Reads a column that holds the value of an enum. */
public final class WireColumn {
    private WireColumn() {}

    /** Null stays null. */
    public static <E extends Enum<E> & WireEnum> BiFunction<Tuple, Integer, E> of(Class<E> type) {
        return (row, at) -> {
            String value = row.getString(at);
            return value == null ? null : WireEnum.of(type, value);
        };
    }
}
