package com.callmissed.architecture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks for ways back. */
final class Circles {
    private Circles() {}

    /** Whether somebody who follows {@code uses} from {@code start} comes to {@code end}. */
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
