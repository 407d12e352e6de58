package com.callmissed.nativeimage;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import com.callmissed.testing.ClassFiles;

/**
 * Finds the own types that compiled code passes to Jackson: as an argument of a mapper or of a response, as the data of
 * an event, or as a value of a map with literal keys. The types are those of the arguments in the byte code; method
 * references count like calls. A method that passes on one of its own parameters of a general type, such as {@code
 * Object}, counts like Jackson itself.
 */
final class JacksonCalls {
    private static final Set<String> MAPPERS = Stream.of(
                    ObjectMapper.class,
                    ObjectWriter.class,
                    ObjectReader.class,
                    JsonMapper.class,
                    Response.class,
                    Response.ResponseBuilder.class)
            .map(Type::getInternalName)
            .collect(Collectors.toSet());
    private static final Set<String> GENERAL = Set.of(
            "java/lang/Object",
            "java/lang/Record",
            "java/lang/Iterable",
            "java/util/Collection",
            "java/util/List",
            "java/util/Set");

    private final Map<String, Class<?>> own = new TreeMap<>();
    private final List<Code> codes = new ArrayList<>();
    private final Set<String> passingOn = new HashSet<>();
    private final Set<java.lang.reflect.Type> found = new HashSet<>();
    private final Set<String> unresolved = new TreeSet<>();

    private JacksonCalls(Collection<Class<?>> classes) {
        classes.forEach(type -> own.put(Type.getInternalName(type), type));
        classes.forEach(this::read);
    }

    static JacksonCalls in(Collection<Class<?>> classes) {
        JacksonCalls calls = new JacksonCalls(classes);
        int before;
        do {
            before = calls.passingOn.size();
            calls.unresolved.clear();
            calls.codes.forEach(calls::search);
        } while (calls.passingOn.size() > before);
        return calls;
    }

    Collection<java.lang.reflect.Type> types() {
        return found;
    }

    /** The methods that pass a value whose type the byte code does not show. */
    Set<String> unresolved() {
        return unresolved;
    }

    /** A method, with the known stack before each of its instructions. */
    private record Code(Class<?> owner, MethodNode method, Frame<BasicValue>[] frames) {
        String key() {
            return Type.getInternalName(owner) + method.name + method.desc;
        }
    }

    private void read(Class<?> type) {
        ClassNode node = ClassFiles.read(type);
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
                searchCall(code, call, arguments(frame, Type.getArgumentCount(call.desc)));
            } else if (instruction instanceof InvokeDynamicInsnNode reference) {
                searchReference(code, reference, arguments(frame, Type.getArgumentCount(reference.desc)));
            } else if (instruction.getOpcode() == Opcodes.ARETURN && isEventData(code)) {
                take(code, frame.getStack(frame.getStackSize() - 1));
            }
        }
    }

    private void searchCall(Code code, MethodInsnNode call, List<BasicValue> arguments) {
        if (reachesJackson(call.owner, call.name, call.desc)) {
            arguments.forEach(argument -> take(code, argument));
        } else if (isMap(call.owner)) {
            takeValues(arguments);
        }
    }

    /** A reference or a lambda gets the values that it captures, and those of the function that it becomes. */
    private void searchReference(Code code, InvokeDynamicInsnNode reference, List<BasicValue> captured) {
        if (reference.bsmArgs.length > 2
                && reference.bsmArgs[1] instanceof Handle handle
                && reference.bsmArgs[2] instanceof Type function
                && reachesJackson(handle.getOwner(), handle.getName(), handle.getDesc())) {
            Stream<Set<Type>> passed = Stream.concat(
                    captured.stream().map(StackTypes::of),
                    Stream.of(function.getArgumentTypes()).map(Set::of));
            boolean hasReceiver =
                    handle.getTag() != Opcodes.H_INVOKESTATIC && handle.getTag() != Opcodes.H_NEWINVOKESPECIAL;
            passed.skip(hasReceiver ? 1 : 0).flatMap(Set::stream).forEach(type -> take(code, type));
        }
    }

    private static List<BasicValue> arguments(Frame<BasicValue> frame, int count) {
        List<BasicValue> arguments = new ArrayList<>();
        for (int i = frame.getStackSize() - count; i < frame.getStackSize(); i++) {
            arguments.add(frame.getStack(i));
        }
        return arguments;
    }

    private boolean reachesJackson(String owner, String name, String descriptor) {
        return passingOn.contains(owner + name + descriptor) || MAPPERS.contains(owner);
    }

    private static boolean isMap(String owner) {
        try {
            return owner.equals("io/vertx/core/json/JsonObject")
                    || owner.startsWith("java/util/")
                            && Map.class.isAssignableFrom(Class.forName(owner.replace('/', '.')));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isEventData(Code code) {
        return DomainEvent.class.isAssignableFrom(code.owner) && code.method.name.equals("data");
    }

    /** Alternating keys and values: those of a literal. */
    private void takeValues(List<BasicValue> arguments) {
        for (int i = 1; i < arguments.size(); i += 2) {
            if (arguments.get(i - 1) == StackTypes.LITERAL) {
                StackTypes.of(arguments.get(i)).forEach(this::add);
            }
        }
    }

    private void take(Code code, BasicValue value) {
        StackTypes.of(value).forEach(type -> take(code, type));
    }

    private void take(Code code, Type type) {
        if (type.getSort() != Type.OBJECT && type.getSort() != Type.ARRAY) {
            return;
        }
        add(type);
        if (type.getInternalName().equals("java/lang/Class")) {
            literals(code.method).forEach(this::add);
        } else if (GENERAL.contains(type.getInternalName())) {
            takeElements(code);
        }
    }

    /**
     * Finds the types that a value of a general type holds: those that this method maps it to, those that the
     * parameters declare, and those that callers pass for parameters without a declared type.
     */
    private void takeElements(Code code) {
        List<Type> mapped = mapped(code.method).toList();
        if (!mapped.isEmpty()) {
            mapped.forEach(this::add);
            return;
        }
        List<java.lang.reflect.Type> general = generalParameters(code).toList();
        found.addAll(general);
        if (general.stream().anyMatch(parameter -> !namesOwnType(parameter))) {
            passingOn.add(code.key());
        } else if (general.isEmpty()) {
            unresolved.add(code.owner.getName() + "." + code.method.name.replaceFirst("^lambda\\$(.+)\\$\\d+$", "$1"));
        }
    }

    private boolean namesOwnType(java.lang.reflect.Type parameter) {
        return !new JsonTypes(own.values()).from(parameter).reached().isEmpty();
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
                .map(ClassFiles::previous)
                .filter(InvokeDynamicInsnNode.class::isInstance)
                .map(function -> ((Handle) ((InvokeDynamicInsnNode) function).bsmArgs[1]))
                .map(handle -> handle.getTag() == Opcodes.H_NEWINVOKESPECIAL
                        ? Type.getObjectType(handle.getOwner())
                        : Type.getReturnType(handle.getDesc()));
    }

    /** The method's own parameters of a general type, with the elements that they declare. */
    private static Stream<java.lang.reflect.Type> generalParameters(Code code) {
        return Stream.<Executable>concat(
                        Stream.of(code.owner.getDeclaredMethods())
                                .filter(method -> method.getName().equals(code.method.name)
                                        && Type.getMethodDescriptor(method).equals(code.method.desc)),
                        Stream.of(code.owner.getDeclaredConstructors())
                                .filter(constructor -> code.method.name.equals("<init>")
                                        && Type.getConstructorDescriptor(constructor)
                                                .equals(code.method.desc)))
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
