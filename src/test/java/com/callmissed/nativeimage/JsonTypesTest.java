package com.callmissed.nativeimage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonValue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTypesTest {
    private record Root(List<Element> list, Map<String, ? extends Value> map, Component[] array, Shape shape) {
        @JsonGetter
        Derived derived() {
            return new Derived();
        }
    }

    private record Element(Optional<Deep[]> deep) {}

    private record Deep(Constant constant) {}

    private record Value() {}

    private record Component() {}

    private record Unrelated() {}

    private enum Constant {
        ONE
    }

    private sealed interface Shape permits Circle, Square {}

    private record Circle(Radius radius) implements Shape {}

    private static final class Square extends Sides implements Shape {}

    private static class Sides {
        private static final Unrelated NONE = new Unrelated();
        private Length length;

        @Override
        public String toString() {
            return NONE + " " + length;
        }
    }

    private record Radius() {
        @JsonValue
        Written written() {
            return new Written();
        }

        @JsonCreator
        static Radius of(Read read) {
            return read == null ? null : new Radius();
        }
    }

    private record Derived() {}

    private record Written() {}

    private record Read() {}

    private record Length() {}

    private static final Set<Class<?>> REACHED = Set.of(
            Root.class,
            Element.class,
            Deep.class,
            Value.class,
            Component.class,
            Constant.class,
            Shape.class,
            Circle.class,
            Square.class,
            Sides.class,
            Radius.class,
            Length.class,
            Derived.class,
            Written.class,
            Read.class);

    @Test
    void followsComponentsMethodsCreatorsSubtypesAndSuperclasses() {
        assertThat(new JsonTypes(Set.of(JsonTypesTest.class.getDeclaredClasses()))
                        .from(Root.class)
                        .reached())
                .containsExactlyInAnyOrderElementsOf(REACHED);
    }

    @Test
    void leavesOtherCodeAlone() {
        assertThat(new JsonTypes(Set.of(Deep.class)).from(Root.class).reached()).isEmpty();
    }
}
