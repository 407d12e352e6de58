package com.callmissed.nativeimage;

import java.lang.ref.Cleaner;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
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

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.mutiny.sqlclient.SqlClient;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Classes are initialised while an image is built, and the values of their static fields become part of it: memory of
 * the build process, a seed that every replica shares, a stopped clock, a closed connection. The compiler refuses some
 * of them; the others fail only when they are used.
 */
class StaticFieldsTest {
    private static final List<Class<?>> NEVER = List.of(
            Buffer.class,
            io.vertx.mutiny.core.buffer.Buffer.class,
            ByteBuf.class,
            HttpClient.class,
            io.vertx.mutiny.core.http.HttpClient.class,
            java.net.http.HttpClient.class,
            NetClient.class,
            io.vertx.mutiny.core.net.NetClient.class,
            HttpServer.class,
            NetServer.class,
            NetSocket.class,
            HttpConnection.class,
            WebSocketBase.class,
            WebSocketConnection.class,
            SqlClient.class,
            io.vertx.sqlclient.SqlClient.class,
            DataSource.class,
            Channel.class,
            AutoCloseable.class,
            Vertx.class,
            io.vertx.mutiny.core.Vertx.class,
            RandomGenerator.class,
            InstantSource.class,
            Thread.class,
            Process.class,
            ProcessHandle.class,
            Cleaner.class,
            Executor.class,
            Timer.class,
            io.netty.util.Timer.class);

    /** How deep the search goes into objects of libraries. */
    private static final int DEPTH = 2;

    @Test
    void noneIsDeclaredWithATypeThatAnImageCannotKeep() {
        assertThat(OwnClasses.ALL.stream()
                        .flatMap(type -> Stream.of(type.getDeclaredFields()))
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .filter(field -> types(field.getGenericType().getTypeName()).stream()
                                .anyMatch(StaticFieldsTest::isForbidden)))
                .isEmpty();
    }

    /**
     * Searches values of declared types such as {@code Object}, in collections, own objects and objects of libraries.
     */
    @Test
    void noneHoldsWhatAnImageCannotKeep() {
        List<String> forbidden = new ArrayList<>();
        for (Class<?> type : OwnClasses.ALL) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    search(type.getName() + "." + field.getName(), value(field, null), DEPTH, seen(), forbidden);
                }
            }
        }
        assertThat(forbidden).isEmpty();
    }

    private record Holder(Object content) {}

    @Test
    void findsWhatIsHidden() {
        assertThat(found(Map.of("key", List.of(Optional.of(new Object[] {Buffer.buffer()})))))
                .hasSize(1);
        assertThat(found(new AtomicReference<>(Set.of(new SecureRandom())))).hasSize(1);
        assertThat(found(new Holder(Buffer.buffer())))
                .singleElement()
                .asString()
                .startsWith("field.content holds a ");
        assertThat(found(new Holder(Clock.systemUTC()))).hasSize(1);
        assertThat(found(new Holder(new Thread()))).hasSize(1);
        assertThat(found(new Holder(java.net.http.HttpClient.newHttpClient()))).hasSize(1);
        assertThat(found(new Holder(ByteBuffer.allocateDirect(1)))).hasSize(1);
    }

    @Test
    void looksIntoObjectsOfLibraries() {
        assertThat(found(Generators.timeBasedEpochGenerator(new SecureRandom())))
                .hasSize(1);
    }

    @Test
    void allowsPlainValues() {
        assertThat(found(new Holder(ByteBuffer.allocate(1)))).isEmpty();
        assertThat(found(List.of("text", 1, Instant.EPOCH, new ObjectMapper()))).isEmpty();
    }

    private static List<String> found(Object value) {
        List<String> forbidden = new ArrayList<>();
        search("field", value, DEPTH, seen(), forbidden);
        return forbidden;
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

    private static boolean isForbidden(Object value) {
        return isForbidden(value.getClass()) || value instanceof ByteBuffer buffer && buffer.isDirect();
    }

    private static void search(String path, Object value, int depth, Set<Object> seen, List<String> forbidden) {
        if (value == null || !seen.add(value)) {
            return;
        }
        if (isForbidden(value)) {
            forbidden.add(path + " holds a " + value.getClass().getName());
            return;
        }
        if (value instanceof Collection<?> collection) {
            collection.forEach(element -> search(path, element, depth, seen, forbidden));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                search(path, key, depth, seen, forbidden);
                search(path, element, depth, seen, forbidden);
            });
        } else if (value instanceof Optional<?> optional) {
            search(path, optional.orElse(null), depth, seen, forbidden);
        } else if (value instanceof AtomicReference<?> reference) {
            search(path, reference.get(), depth, seen, forbidden);
        } else if (value instanceof Object[]) {
            for (int i = 0; i < Array.getLength(value); i++) {
                search(path, Array.get(value, i), depth, seen, forbidden);
            }
        } else if (isOwn(value.getClass())) {
            searchFields(path, value, depth, seen, forbidden);
        } else if (depth > 0 && !(value instanceof Logger)) {
            searchFields(path, value, depth - 1, seen, forbidden);
        }
    }

    /** Modules such as java.base do not open the fields of their classes; those are left out. */
    private static void searchFields(String path, Object owner, int depth, Set<Object> seen, List<String> forbidden) {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    search(path + "." + field.getName(), value(field, owner), depth, seen, forbidden);
                }
            }
        }
    }

    private static boolean isOwn(Class<?> type) {
        return type.getName().startsWith("com.callmissed.");
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
