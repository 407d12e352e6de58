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
        return of(type.getEnumConstants(), value);
    }

    /** Like {@link #of(Class, String)}, for a caller that keeps the constants of the type. */
    static <E extends Enum<E> & WireEnum> E of(E[] constants, String value) {
        E found = find(constants, value);
        if (found == null) {
            throw new IllegalArgumentException(
                    value + " is not a " + constants.getClass().componentType().getSimpleName());
        }
        return found;
    }

    /** Returns the constant for a value; null when none has it. */
    static <E extends Enum<E> & WireEnum> E find(E[] constants, String value) {
        for (E constant : constants) {
            if (constant.value().equals(value)) {
                return constant;
            }
        }
        return null;
    }
}
