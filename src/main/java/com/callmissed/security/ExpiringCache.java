package com.callmissed.security;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A bounded map whose entries each have their own end. When it is full, the entry that was unused for longest leaves. Safe
 * for use by several threads; nothing in it blocks for longer than a map access.
 */
public final class ExpiringCache<K, V> {
    private final InstantSource clock;
    private final Map<K, Kept<V>> entries;

    private record Kept<V>(V value, Instant until) {}

    public ExpiringCache(int maxEntries, InstantSource clock) {
        this.clock = clock;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                return size() > maxEntries;
            }
        };
    }

    /** The value, or null when there is none or its time is over. */
    public synchronized V get(K key) {
        Kept<V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (!clock.instant().isBefore(entry.until)) {
            entries.remove(key);
            return null;
        }
        return entry.value;
    }

    public synchronized void put(K key, V value, Instant until) {
        entries.put(key, new Kept<>(value, until));
    }

    /** The value that is there, else what {@code maker} makes, kept until {@code until}. */
    public synchronized V getOrMake(K key, Function<K, V> maker, Instant until) {
        V present = get(key);
        if (present != null) {
            return present;
        }
        V made = maker.apply(key);
        put(key, made, until);
        return made;
    }

    /** True when there was no value, and {@code value} is in its place now. */
    public synchronized boolean putIfAbsent(K key, V value, Instant until) {
        if (get(key) != null) {
            return false;
        }
        put(key, value, until);
        return true;
    }

    public synchronized void remove(K key) {
        entries.remove(key);
    }
}
