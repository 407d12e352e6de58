package com.callmissed.thread;

import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.http.WireEnum;

/** A column that holds the wire value of an enum. */
public final class WireColumn {
    private WireColumn() {}

    /** The decoder returns null for null. */
    public static <E extends Enum<E> & WireEnum> BiFunction<Tuple, Integer, E> of(Class<E> type) {
        E[] constants = type.getEnumConstants();
        return (row, at) -> {
            String value = row.getString(at);
            return value == null ? null : WireEnum.of(constants, value);
        };
    }

    /** The values as a list of SQL literals in parentheses. */
    static String in(Stream<? extends WireEnum> constants) {
        return constants.map(WireColumn::literal).collect(Collectors.joining(", ", "(", ")"));
    }

    static String literal(WireEnum constant) {
        return "'" + constant.value() + "'";
    }
}
