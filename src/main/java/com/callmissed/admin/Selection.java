package com.callmissed.admin;

import java.util.List;

/**
 * The rows of a bulk change.
 *
 * @param more whether more match than the limit
 */
record Selection<T>(List<T> rows, boolean more) {
    /** @param found up to {@code limit + 1} rows */
    static <T> Selection<T> of(List<T> found, int limit) {
        return new Selection<>(found.subList(0, Math.min(limit, found.size())), found.size() > limit);
    }
}
