package com.callmissed.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

import com.callmissed.persistence.Columns;
import com.callmissed.testing.ClassFiles;

import static com.callmissed.testing.OurClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A row of one or two columns may be read by position. A row with more columns is read by a {@code RowType}, which
 * knows where its columns are.
 */
class RowRulesTest {
    private static final String PERSISTENCE = "com.callmissed.persistence";
    private static final String COLUMNS = Columns.class.getName().replace('.', '/');
    private static final Set<String> ROWS = Set.of(
            "io/vertx/mutiny/sqlclient/Row",
            "io/vertx/mutiny/sqlclient/Tuple",
            "io/vertx/sqlclient/Row",
            "io/vertx/sqlclient/Tuple");
    private static final Set<Integer> FIRST_TWO = Set.of(Opcodes.ICONST_0, Opcodes.ICONST_1);

    @Test
    void positionsBeyondTheSecondAreKnownToRowTypesAlone() {
        List<String> reads = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : ALL) {
            if (!type.getPackageName().equals(PERSISTENCE)) {
                collect(ClassFiles.read(type.reflect()), reads, wrong);
            }
        }
        assertThat(reads).as("reads by position, which this test must see").isNotEmpty();
        assertThat(wrong)
                .as("a column that is added in the middle of a statement shifts those behind it")
                .isEmpty();
    }

    private static void collect(ClassNode type, List<String> reads, List<String> wrong) {
        for (MethodNode method : type.methods) {
            StreamSupport.stream(method.instructions.spliterator(), false)
                    .filter(RowRulesTest::readsByPosition)
                    .forEach(read -> {
                        String where = type.name + "." + method.name;
                        reads.add(where);
                        AbstractInsnNode position = ClassFiles.previous(read);
                        if (!FIRST_TWO.contains(position.getOpcode()) && !isGivenByRowType(position)) {
                            wrong.add(where);
                        }
                    });
        }
    }

    private static boolean readsByPosition(AbstractInsnNode instruction) {
        return instruction instanceof MethodInsnNode call
                && (ROWS.contains(call.owner) && call.name.startsWith("get") && call.desc.startsWith("(I)")
                        || call.owner.equals(COLUMNS) && call.desc.startsWith("(Lio/vertx/mutiny/sqlclient/Tuple;I)"));
    }

    /** The reader of a column gets its position as an {@code Integer}. */
    private static boolean isGivenByRowType(AbstractInsnNode position) {
        return position instanceof MethodInsnNode call
                && call.owner.equals("java/lang/Integer")
                && call.name.equals("intValue");
    }
}
