package com.callmissed.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

import com.callmissed.events.DomainEvent;

/**
 * The own types that compiled code hands to Jackson: as an argument of a mapper or of a response, as the data of an event, or
 * as a value of a map with literal keys. The types are those of the arguments in the byte code. A method that hands on one of
 * its own parameters of a general type, such as {@code Object}, counts like Jackson itself.
 */
final class JacksonCalls {
    private static final List<Class<?>> MAPPERS = List.of(
            ObjectMapper.class, ObjectWriter.class, ObjectReader.class, Response.class, Response.ResponseBuilder.class);
    private static final Set<String> GENERAL =
            Set.of("java/lang/Object", "java/lang/Iterable", "java/util/Collection", "java/util/List", "java/util/Set");

    private final Map<String, Class<?>> own = new TreeMap<>();
    private final List<Code> codes = new ArrayList<>();
    private final Set<String> handingOn = new HashSet<>();
    private final Set<java.lang.reflect.Type> found = new HashSet<>();

    private JacksonCalls(Collection<Class<?>> classes) {
        classes.forEach(type -> own.put(Type.getInternalName(type), type));
        classes.forEach(this::read);
    }

    static Collection<java.lang.reflect.Type> in(Collection<Class<?>> classes) {
        JacksonCalls calls = new JacksonCalls(classes);
        int before;
        do {
            before = calls.handingOn.size();
            calls.codes.forEach(calls::search);
        } while (calls.handingOn.size() > before);
        return calls.found;
    }

    /** A method with what is known of the stack before each of its instructions. */
    private record Code(Class<?> owner, MethodNode method, Frame<BasicValue>[] frames) {
        String key() {
            return Type.getInternalName(owner) + method.name + method.desc;
        }
    }

    private void read(Class<?> type) {
        ClassNode node = new ClassNode();
        try (InputStream bytes = type.getResourceAsStream("/" + Type.getInternalName(type) + ".class")) {
            new ClassReader(bytes).accept(node, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (MethodNode method : node.methods) {
            try {
                codes.add(new Code(type, method, new Analyzer<>(new StackTypes(node)).analyze(node.name, method)));
            } catch (AnalyzerException e) {
                throw new IllegalStateException(node.name + "." + method.name, e);
            }
        }
    }

    private void search(Code code) {
        for (AbstractInsnNode instruction : code.method.instructions) {
            Frame<BasicValue> frame = code.frames[code.method.instructions.indexOf(instruction)];
            if (frame == null) {
                continue;
            }
            if (instruction instanceof MethodInsnNode call) {
                List<BasicValue> arguments = arguments(frame, Type.getArgumentCount(call.desc));
                if (reachesJackson(call)) {
                    arguments.forEach(argument -> take(code, argument.getType()));
                } else if (call.owner.equals("java/util/Map")) {
                    takeValues(arguments);
                }
            } else if (instruction.getOpcode() == Opcodes.ARETURN && isEventData(code)) {
                take(code, frame.getStack(frame.getStackSize() - 1).getType());
            }
        }
    }

    private static List<BasicValue> arguments(Frame<BasicValue> frame, int count) {
        List<BasicValue> arguments = new ArrayList<>();
        for (int i = frame.getStackSize() - count; i < frame.getStackSize(); i++) {
            arguments.add(frame.getStack(i));
        }
        return arguments;
    }

    private boolean reachesJackson(MethodInsnNode call) {
        return handingOn.contains(call.owner + call.name + call.desc)
                || MAPPERS.stream()
                        .anyMatch(mapper -> Type.getInternalName(mapper).equals(call.owner));
    }

    private static boolean isEventData(Code code) {
        return DomainEvent.class.isAssignableFrom(code.owner) && code.method.name.equals("data");
    }

    /** Alternating keys and values: those of a literal. */
    private void takeValues(List<BasicValue> arguments) {
        for (int i = 1; i < arguments.size(); i += 2) {
            Type value = arguments.get(i).getType();
            if (arguments.get(i - 1) == StackTypes.LITERAL && value != null) {
                add(value);
            }
        }
    }

    private void take(Code code, Type type) {
        if (type == null || type.getSort() != Type.OBJECT && type.getSort() != Type.ARRAY) {
            return;
        }
        add(type);
        if (type.getInternalName().equals("java/lang/Class")) {
            literals(code.method).forEach(this::add);
        } else if (GENERAL.contains(type.getInternalName())) {
            takeElements(code);
        }
    }

    /** What a value of a general type holds: what it was mapped to in this method, else what its callers put into it. */
    private void takeElements(Code code) {
        List<Type> mapped = mapped(code.method).toList();
        if (!mapped.isEmpty()) {
            mapped.forEach(this::add);
            return;
        }
        declaredElements(code).forEach(found::add);
        if (Stream.of(Type.getArgumentTypes(code.method.desc))
                .anyMatch(parameter ->
                        parameter.getSort() == Type.OBJECT && GENERAL.contains(parameter.getInternalName()))) {
            handingOn.add(code.key());
        }
    }

    /** Classes that the method names, such as the one to read. */
    private static Stream<Type> literals(MethodNode method) {
        return Stream.of(method.instructions.toArray())
                .filter(LdcInsnNode.class::isInstance)
                .map(instruction -> ((LdcInsnNode) instruction).cst)
                .filter(Type.class::isInstance)
                .map(Type.class::cast);
    }

    /** What elements become on their way into a list: the results of functions that a stream is given. */
    private static Stream<Type> mapped(MethodNode method) {
        return Stream.of(method.instructions.toArray())
                .filter(instruction -> instruction instanceof MethodInsnNode call
                        && call.owner.equals("java/util/stream/Stream")
                        && call.name.startsWith("map"))
                .map(AbstractInsnNode::getPrevious)
                .filter(InvokeDynamicInsnNode.class::isInstance)
                .map(function -> ((Handle) ((InvokeDynamicInsnNode) function).bsmArgs[1]))
                .map(handle -> handle.getTag() == Opcodes.H_NEWINVOKESPECIAL
                        ? Type.getObjectType(handle.getOwner())
                        : Type.getReturnType(handle.getDesc()));
    }

    /** What the method's own parameters of a general type declare as their elements. */
    private static Stream<java.lang.reflect.Type> declaredElements(Code code) {
        return Stream.of(code.owner.getDeclaredMethods())
                .filter(method -> method.getName().equals(code.method.name)
                        && Type.getMethodDescriptor(method).equals(code.method.desc))
                .flatMap(method -> Stream.of(method.getParameters()))
                .filter(parameter -> GENERAL.contains(Type.getInternalName(parameter.getType())))
                .map(Parameter::getParameterizedType);
    }

    private void add(Type named) {
        Type element = named.getSort() == Type.ARRAY ? named.getElementType() : named;
        Class<?> type = element.getSort() == Type.OBJECT ? own.get(element.getInternalName()) : null;
        if (type != null) {
            found.add(TypeReference.class.isAssignableFrom(type) ? type.getGenericSuperclass() : type);
        }
    }
}
