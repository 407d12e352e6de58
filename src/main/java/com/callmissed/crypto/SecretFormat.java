package com.callmissed.crypto;

/** How secrets are stored. Every version reads the formats that it knows and writes the configured one. */
enum SecretFormat {
    /** Sealed values are bound to their row; all hashes have the same key. */
    EARLIER(1),
    /** Sealed values are also bound to their use; each use of hashes has its own key. */
    BOUND(2);

    private final byte number;

    SecretFormat(int number) {
        this.number = (byte) number;
    }

    /** The first byte of a sealed value. */
    byte number() {
        return number;
    }

    /** @throws IllegalArgumentException for a number that this version does not know */
    static SecretFormat of(int number) {
        for (SecretFormat format : values()) {
            if (format.number == number) {
                return format;
            }
        }
        throw new IllegalArgumentException("Not a format of secrets that this version knows: " + number);
    }
}
