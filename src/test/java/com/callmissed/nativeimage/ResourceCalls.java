package com.callmissed.nativeimage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

import com.callmissed.testing.ClassFiles;

/** The resources that code opens by name. {@link java.util.ServiceLoader} is not one of the openers. */
final class ResourceCalls {
    private static final Set<String> OPENERS = Set.of(
            "getResource",
            "getResourceAsStream",
            "getResources",
            "resources",
            "getSystemResource",
            "getSystemResourceAsStream",
            "getSystemResources",
            "getBundle");
    private static final String CLASS = "java/lang/Class";
    private static final String BUNDLE = "java/util/ResourceBundle";
    private static final Set<String> OWNERS = Set.of(CLASS, "java/lang/ClassLoader", "java/lang/Module", BUNDLE);

    private ResourceCalls() {}

    /**
     * Returns the path of each resource, without a leading slash. For a name that is not a literal, the element names
     * the method that computes it.
     */
    static List<String> in(Collection<Class<?>> classes) {
        List<String> names = new ArrayList<>();
        for (Class<?> type : classes) {
            ClassNode node = ClassFiles.read(type);
            for (MethodNode method : node.methods) {
                String otherwise = "a computed name in " + node.name + "." + method.name;
                for (AbstractInsnNode instruction : method.instructions) {
                    if (instruction instanceof MethodInsnNode call && opens(call.owner, call.name)) {
                        names.add(name(node, call, otherwise));
                    } else if (instruction instanceof InvokeDynamicInsnNode reference && opens(reference)) {
                        names.add(otherwise);
                    }
                }
            }
        }
        return names;
    }

    private static boolean opens(String owner, String name) {
        return OWNERS.contains(owner) && OPENERS.contains(name);
    }

    private static boolean opens(InvokeDynamicInsnNode reference) {
        return Stream.of(reference.bsmArgs)
                .anyMatch(argument -> argument instanceof Handle handle && opens(handle.getOwner(), handle.getName()));
    }

    private static String name(ClassNode node, MethodInsnNode call, String otherwise) {
        AbstractInsnNode argument = ClassFiles.previous(call);
        if (!(argument instanceof LdcInsnNode constant) || !(constant.cst instanceof String name)) {
            return otherwise;
        }
        if (call.owner.equals(BUNDLE)) {
            return name.replace('.', '/') + ".properties";
        }
        return call.owner.equals(CLASS) && !name.startsWith("/")
                ? folder(node, argument) + name
                : name.replaceFirst("^/", "");
    }

    /**
     * The package of the class that opens the resource: of a literal, otherwise of the class that contains the call.
     */
    private static String folder(ClassNode node, AbstractInsnNode argument) {
        String asked =
                ClassFiles.previous(argument) instanceof LdcInsnNode receiver && receiver.cst instanceof Type type
                        ? type.getInternalName()
                        : node.name;
        return asked.substring(0, asked.lastIndexOf('/') + 1);
    }
}
