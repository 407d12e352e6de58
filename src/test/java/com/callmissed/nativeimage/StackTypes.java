package com.callmissed.nativeimage;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/** The static types of what is on the stack, and which strings are literals. */
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

    @Override
    public BasicValue newOperation(AbstractInsnNode instruction) throws AnalyzerException {
        return instruction instanceof LdcInsnNode constant && constant.cst instanceof String
                ? LITERAL
                : super.newOperation(instruction);
    }
}
