package com.callmissed.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;

/** Reads the byte code of loaded classes. */
public final class ClassFiles {
    private ClassFiles() {}

    public static ClassNode read(Class<?> type) {
        ClassNode node = new ClassNode();
        try (InputStream bytes = type.getResourceAsStream("/" + Type.getInternalName(type) + ".class")) {
            new ClassReader(bytes).accept(node, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return node;
    }

    /** Returns the instruction before this one, without labels and line numbers; null at the start of a method. */
    public static AbstractInsnNode previous(AbstractInsnNode instruction) {
        AbstractInsnNode previous = instruction.getPrevious();
        while (previous != null && previous.getOpcode() < 0) {
            previous = previous.getPrevious();
        }
        return previous;
    }
}
