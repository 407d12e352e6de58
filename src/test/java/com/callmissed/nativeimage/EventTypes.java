package com.callmissed.nativeimage;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.objectweb.asm.tree.LdcInsnNode;

import com.callmissed.events.DomainEvent;

/** The types of all events that code can emit: the literals in their methods {@code type()}. */
final class EventTypes {
    private EventTypes() {}

    static Set<String> in(Collection<Class<?>> classes) {
        Set<String> types = new TreeSet<>();
        classes.stream()
                .filter(type -> DomainEvent.class.isAssignableFrom(type) && !type.isInterface())
                .map(ClassFiles::read)
                .flatMap(node -> node.methods.stream())
                .filter(method -> method.name.equals("type"))
                .flatMap(method -> Stream.of(method.instructions.toArray()))
                .filter(LdcInsnNode.class::isInstance)
                .forEach(literal -> types.add((String) ((LdcInsnNode) literal).cst));
        return types;
    }
}
