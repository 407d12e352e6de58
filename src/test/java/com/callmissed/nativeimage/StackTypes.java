package com.callmissed.nativeimage;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/**
 * Computes the static types of values on the stack, and marks literal strings. A value keeps the types of all branches.
 */
final class StackTypes extends SimpleVerifier {
    static final BasicValue LITERAL = new BasicValue(Type.getType(String.class));

    StackTypes(ClassNode node) {
        super(
                Opcodes.ASM9,
                Type.getObjectType(node.name),
                node.superName == null ? null : Type.getObjectType(node.superName),
                node.interfaces.stream().map(Type::getObjectType).toList(),
                (node.access & Opcodes.ACC_INTERFACE) != 0);
        setClassLoader(StackTypes.class.getClassLoader());
    }

    /** The types that a value may have: more than one where branches join. */
    static Set<Type> of(BasicValue value) {
        if (value instanceof Joined joined) {
            return joined.types;
        }
        return value.getType() == null ? Set.of() : Set.of(value.getType());
    }

    @Override
    public BasicValue newOperation(AbstractInsnNode instruction) throws AnalyzerException {
        return instruction instanceof LdcInsnNode constant && constant.cst instanceof String
                ? LITERAL
                : super.newOperation(instruction);
    }

    @Override
    public BasicValue merge(BasicValue first, BasicValue second) {
        if (first == second || of(first).equals(of(second)) && first.equals(second)) {
            return first;
        }
        BasicValue common = super.merge(first, second);
        if (!common.isReference()) {
            return common;
        }
        Set<Type> types = new LinkedHashSet<>(of(first));
        types.addAll(of(second));
        return new Joined(common.getType(), types);
    }

    /** A value of one of several types. */
    private static final class Joined extends BasicValue {
        private final Set<Type> types;

        Joined(Type common, Set<Type> types) {
            super(common);
            this.types = types;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Joined joined && super.equals(joined) && types.equals(joined.types);
        }

        @Override
        public int hashCode() {
            return Objects.hash(super.hashCode(), types);
        }
    }
}
