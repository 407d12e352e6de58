package com.callmissed.http;

/** An enum whose constants have a lower-case value in JSON and in the database. */
public interface WireEnum {
    String value();

    /**
     * Returns the constant for a value of the database. The check constraint of the column excludes other values.
     *
     * @throws IllegalArgumentException when no constant has this value
     */
    static <E extends Enum<E> & WireEnum> E of(Class<E> type, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.value().equals(value)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(value + " is not a " + type.getSimpleName());
    }
}
