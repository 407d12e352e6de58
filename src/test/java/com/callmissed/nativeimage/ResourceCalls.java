package com.callmissed.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** The resources that code opens by name. */
final class ResourceCalls {
    private static final Set<String> OPENERS =
            Set.of("getResource", "getResourceAsStream", "getResources", "resources", "getBundle");
    private static final Set<String> OWNERS =
            Set.of("java/lang/Class", "java/lang/ClassLoader", "java/lang/Module", "java/util/ResourceBundle");

    private ResourceCalls() {}

    /** Each name that is opened, without a leading slash; where it is not a literal, the place of the call in its stead. */
    static List<String> in(Collection<Class<?>> classes) {
        List<String> names = new ArrayList<>();
        for (Class<?> type : classes) {
            ClassNode node = new ClassNode();
            try (InputStream bytes = type.getResourceAsStream("/" + Type.getInternalName(type) + ".class")) {
                new ClassReader(bytes).accept(node, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (MethodNode method : node.methods) {
                for (AbstractInsnNode instruction : method.instructions) {
                    if (instruction instanceof MethodInsnNode call
                            && OWNERS.contains(call.owner)
                            && OPENERS.contains(call.name)) {
                        names.add(name(call, "a computed name in " + node.name + "." + method.name));
                    }
                }
            }
        }
        return names;
    }

    private static String name(MethodInsnNode call, String otherwise) {
        return call.getPrevious() instanceof LdcInsnNode constant && constant.cst instanceof String name
                ? name.replaceFirst("^/", "")
                : otherwise;
    }
}
