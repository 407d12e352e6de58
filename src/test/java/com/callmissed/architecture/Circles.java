package com.callmissed.architecture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Finds cycles of dependencies. */
final class Circles {
    private Circles() {}

    /** Returns true when {@code uses} leads from {@code start} to {@code end}. */
    static <T> boolean leads(T start, T end, Map<T, Set<T>> uses) {
        Set<T> seen = new HashSet<>();
        Deque<T> open = new ArrayDeque<>(Set.of(start));
        while (!open.isEmpty()) {
            T one = open.pop();
            if (one.equals(end)) {
                return true;
            }
            if (seen.add(one)) {
                open.addAll(uses.getOrDefault(one, Set.of()));
            }
        }
        return false;
    }
}
