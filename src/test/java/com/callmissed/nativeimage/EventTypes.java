package com.callmissed.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;

import com.callmissed.events.DomainEvent;

/** The types of all events that code can emit: the literals in their methods {@code type()}. */
final class EventTypes {
    private EventTypes() {}

    static Set<String> in(Collection<Class<?>> classes) {
        Set<String> types = new TreeSet<>();
        classes.stream()
                .filter(type -> DomainEvent.class.isAssignableFrom(type) && !type.isInterface())
                .map(EventTypes::read)
                .flatMap(node -> node.methods.stream())
                .filter(method -> method.name.equals("type"))
                .flatMap(method -> Stream.of(method.instructions.toArray()))
                .filter(LdcInsnNode.class::isInstance)
                .forEach(literal -> types.add((String) ((LdcInsnNode) literal).cst));
        return types;
    }

    private static ClassNode read(Class<?> type) {
        ClassNode node = new ClassNode();
        try (InputStream bytes = type.getResourceAsStream("/" + Type.getInternalName(type) + ".class")) {
            new ClassReader(bytes).accept(node, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return node;
    }
}
