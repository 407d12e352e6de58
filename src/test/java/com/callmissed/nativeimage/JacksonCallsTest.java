package com.callmissed.nativeimage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import com.callmissed.events.DomainEvent;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.EventType;

import static org.assertj.core.api.Assertions.assertThat;

/** One small class for each way in which code passes a value to Jackson. */
class JacksonCallsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record One() {}

    private record Other() {}

    private record Unrelated() {}

    /** Types that a fixture may find. */
    private static final Set<Class<?>> TYPES = Set.of(One.class, Other.class, Unrelated.class, Reference.class);

    private static final class Argument {
        String write(One one, Unrelated unrelated) throws JsonProcessingException {
            return unrelated + MAPPER.writeValueAsString(one);
        }
    }

    private static final class Mapped {
        String write(List<Unrelated> list) throws JsonProcessingException {
            return MAPPER.writeValueAsString(
                    list.stream().map(element -> new One()).toList());
        }
    }

    private static final class Declared {
        String write(Collection<One> list) throws JsonProcessingException {
            return MAPPER.writeValueAsString(list);
        }
    }

    private interface Writer<T> {
        String write(T value) throws JsonProcessingException;
    }

    private static final class MapperReference {
        Writer<One> writer() {
            return MAPPER::writeValueAsString;
        }
    }

    private static final class CodecReference {
        Stream<byte[]> write(Stream<One> values) {
            return values.map(this::encode);
        }

        private byte[] encode(Object value) {
            return MAPPER.convertValue(value, byte[].class);
        }
    }

    private static final class Captured {
        Function<Unrelated, String> write(One one) {
            return unrelated -> encode(one);
        }

        private String encode(Object value) {
            return MAPPER.valueToTree(value).toString();
        }
    }

    private static final class PassedOn {
        String write(One one) throws JsonProcessingException {
            return first(one);
        }

        private String first(Object value) throws JsonProcessingException {
            return second(value);
        }

        private String second(Object value) throws JsonProcessingException {
            return MAPPER.writeValueAsString(value);
        }
    }

    private static final class LiteralMaps {
        Map<String, Object> of(One one) {
            return Map.of("one", one);
        }

        Map<String, Object> put(Other other) {
            Map<String, Object> map = new HashMap<>();
            map.put("other", other);
            return map;
        }

        Map<Object, Object> withoutLiterals(Unrelated unrelated) {
            return Map.of(unrelated, unrelated);
        }
    }

    private static final class ConcreteMaps {
        LinkedHashMap<String, Object> linked(One one) {
            LinkedHashMap<String, Object> map = new LinkedHashMap<>();
            map.put("one", one);
            return map;
        }

        HashMap<String, Object> hashed(Other other) {
            HashMap<String, Object> map = new HashMap<>();
            map.put("other", other);
            return map;
        }
    }

    private static final class Reference extends TypeReference<Map<String, List<One>>> {}

    private static final class Referred {
        Map<String, List<One>> read(String json) throws JsonProcessingException {
            return MAPPER.readValue(json, new Reference());
        }
    }

    private static final class ClassLiteral {
        Object read(String json) throws JsonProcessingException {
            return MAPPER.readValue(json, One.class);
        }
    }

    private record Event(boolean first, EventMetadata metadata, UUID conversationId) implements DomainEvent {
        @Override
        public EventType type() {
            return EventType.MESSAGE_STATUS;
        }

        @Override
        public Object data() {
            return first ? new One() : new Other();
        }
    }

    private static final class Hidden {
        private final List<Object> values = new ArrayList<>();

        String write() throws JsonProcessingException {
            return MAPPER.writeValueAsString(values);
        }
    }

    private static final class Silent {
        Unrelated nothing(Unrelated unrelated) {
            return unrelated;
        }
    }

    @Test
    void findsAnArgument() {
        assertThat(found(Argument.class)).containsExactly(One.class);
    }

    @Test
    void findsElements() {
        assertThat(found(Mapped.class)).containsExactly(One.class);
        assertThat(found(Declared.class)).containsExactly(One.class);
    }

    @Test
    void findsWhatReferencesAndLambdasGet() {
        assertThat(found(MapperReference.class)).containsExactly(One.class);
        assertThat(found(CodecReference.class)).containsExactly(One.class);
        assertThat(found(Captured.class)).containsExactly(One.class);
    }

    @Test
    void findsWhatOwnMethodsPassOn() {
        assertThat(found(PassedOn.class)).containsExactly(One.class);
    }

    @Test
    void findsValuesOfLiteralMaps() {
        assertThat(found(LiteralMaps.class)).containsExactlyInAnyOrder(One.class, Other.class);
        assertThat(found(ConcreteMaps.class)).containsExactlyInAnyOrder(One.class, Other.class);
    }

    @Test
    void findsWhatIsRead() {
        assertThat(found(Referred.class)).containsExactly(One.class);
        assertThat(found(ClassLiteral.class)).containsExactly(One.class);
    }

    @Test
    void findsBothTypesOfAnEvent() {
        assertThat(found(Event.class)).containsExactlyInAnyOrder(One.class, Other.class);
    }

    @Test
    void reportsWhatItCannotResolve() {
        assertThat(JacksonCalls.in(own(Hidden.class)).unresolved()).containsExactly(Hidden.class.getName() + ".write");
        assertThat(JacksonCalls.in(own(PassedOn.class)).unresolved()).isEmpty();
        assertThat(JacksonCalls.in(own(Declared.class)).unresolved()).isEmpty();
    }

    @Test
    void findsNothingElse() {
        assertThat(found(Silent.class)).isEmpty();
    }

    private static Set<Class<?>> found(Class<?> fixture) {
        JsonTypes types = new JsonTypes(TYPES);
        JacksonCalls.in(own(fixture)).types().forEach(types::from);
        return types.reached();
    }

    private static List<Class<?>> own(Class<?> fixture) {
        List<Class<?>> own = new ArrayList<>(TYPES);
        own.add(fixture);
        return own;
    }
}
