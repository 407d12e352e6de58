package com.callmissed.http;

/** An enum whose constants clients and the database know by a lower-case value. */
public interface WireEnum {
    String value();

    /** The constant that the database row names; the check constraint of its column makes others impossible. */
    static <E extends Enum<E> & WireEnum> E of(Class<E> type, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.value().equals(value)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(value + " is no " + type.getSimpleName());
    }
}
