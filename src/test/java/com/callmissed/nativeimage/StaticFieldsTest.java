package com.callmissed.nativeimage;

import java.io.Closeable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.net.NetClient;
import io.vertx.mutiny.sqlclient.SqlClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Classes are initialised while an image is built, and what their static fields hold becomes part of it: memory of the
 * builder's process, a seed that every replica shares, a clock that stands still, a connection to nowhere. The compiler
 * refuses some of them; the others work until they are used.
 */
class StaticFieldsTest {
    private static final List<Class<?>> NEVER = List.of(
            Buffer.class,
            io.vertx.mutiny.core.buffer.Buffer.class,
            ByteBuf.class,
            HttpClient.class,
            NetClient.class,
            java.net.http.HttpClient.class,
            SqlClient.class,
            io.vertx.sqlclient.SqlClient.class,
            java.sql.Connection.class,
            javax.sql.DataSource.class,
            Channel.class,
            Closeable.class,
            Vertx.class,
            io.vertx.mutiny.core.Vertx.class,
            RandomGenerator.class,
            InstantSource.class,
            Thread.class,
            Executor.class,
            Timer.class);

    @Test
    void noneIsDeclaredWithATypeThatAnImageCannotKeep() {
        assertThat(OwnClasses.ALL.stream()
                        .flatMap(type -> Stream.of(type.getDeclaredFields()))
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .filter(field -> types(field.getGenericType().getTypeName()).stream()
                                .anyMatch(StaticFieldsTest::isForbidden)))
                .isEmpty();
    }

    /** Looks behind declared types such as {@code Object}, into collections and into our own objects. */
    @Test
    void noneHoldsWhatAnImageCannotKeep() {
        List<String> forbidden = new ArrayList<>();
        for (Class<?> type : OwnClasses.ALL) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    search(type.getName() + "." + field.getName(), value(field, null), seen(), forbidden);
                }
            }
        }
        assertThat(forbidden).isEmpty();
    }

    @Test
    void findsWhatIsHidden() {
        record Holder(Object content) {}
        List<String> forbidden = new ArrayList<>();
        search("field", Map.of("key", List.of(Optional.of(new Object[] {Buffer.buffer()}))), seen(), forbidden);
        search("other", new AtomicReference<>(Set.of(new java.security.SecureRandom())), seen(), forbidden);
        assertThat(forbidden).hasSize(2);
        assertThat(new Holder(1).content()).isEqualTo(1);
    }

    private static Set<Object> seen() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** The classes that a generic type names. */
    private static List<Class<?>> types(String name) {
        return Stream.of(name.split("[<>,?\\[\\] ]+"))
                .filter(part -> part.contains("."))
                .<Class<?>>map(StaticFieldsTest::load)
                .toList();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isForbidden(Class<?> type) {
        return NEVER.stream().anyMatch(never -> never.isAssignableFrom(type));
    }

    private static void search(String path, Object value, Set<Object> seen, List<String> forbidden) {
        if (value == null || !seen.add(value)) {
            return;
        }
        if (isForbidden(value.getClass())) {
            forbidden.add(path + " holds a " + value.getClass().getName());
            return;
        }
        if (value instanceof Collection<?> collection) {
            collection.forEach(element -> search(path, element, seen, forbidden));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                search(path, key, seen, forbidden);
                search(path, element, seen, forbidden);
            });
        } else if (value instanceof Optional<?> optional) {
            search(path, optional.orElse(null), seen, forbidden);
        } else if (value instanceof AtomicReference<?> reference) {
            search(path, reference.get(), seen, forbidden);
        } else if (value instanceof Object[]) {
            for (int i = 0; i < Array.getLength(value); i++) {
                search(path, Array.get(value, i), seen, forbidden);
            }
        } else if (value.getClass().getName().startsWith("com.callmissed.")) {
            for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && type.getName().startsWith("com.callmissed.")) {
                        search(path + "." + field.getName(), value(field, value), seen, forbidden);
                    }
                }
            }
        }
    }

    private static Object value(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
