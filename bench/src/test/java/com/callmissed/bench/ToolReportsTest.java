package com.callmissed.bench;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that the reports of the tools give figures, or the reason why there are none. */
@Tag("soak")
class ToolReportsTest {
    private static final String PGBENCH = """
            transaction type: list.sql
            number of transactions actually processed: 50000
            number of failed transactions: %s
            latency average = 6.400 ms
            initial connection time = 57.300 ms
            tps = 5000.250000 (without initial connection time)
            """;

    @Test
    void wrkTellsThroughputAndLatency() {
        Load.Answers answers = Wrk.parse("list", "Running\nRESULT 4000 2000000 1500 9000 0 0 \n");
        assertThat(answers).isEqualTo(new Load.Answers(4_000, 2, 1.5, 9));
        assertThat(answers.perSecond()).isEqualTo(2_000);
    }

    @Test
    void oneWrongAnswerAmongManyIsNoResult() {
        assertThatThrownBy(() -> Wrk.parse("list", "RESULT 4000 2000000 1500 9000 0 1 503 {\"error\":{}}"))
                .isInstanceOf(WrongResult.class)
                .hasMessage("list: 1 of 4000 responses were wrong, such as 503 {\"error\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RESULT 4000 2000000 1500 9000 2 0 ",
                "RESULT 0 2000000 0 0 0 0 ",
                "unable to connect to 127.0.0.1:1 Connection refused"
            })
    void brokenConnectionsAndSilenceAreNoResult(String output) {
        assertThatThrownBy(() -> Wrk.parse("list", output)).isInstanceOf(WrongResult.class);
    }

    @Test
    void pgbenchTellsThroughputAndLatency() {
        assertThat(PgBench.parse("list", PGBENCH.formatted("0 (0.000%)")))
                .isEqualTo(new Limit.Transactions(5_000.25, 6.4));
    }

    @Test
    void aFailedTransactionIsNoResult() {
        assertThatThrownBy(() -> PgBench.parse("list", PGBENCH.formatted("7 (0.014%)")))
                .isInstanceOf(WrongResult.class);
        assertThatThrownBy(() -> PgBench.parse(
                        "list",
                        "pgbench: error: client 3 script 0 aborted in command 1 query 0: ERROR:  deadlock detected\n"
                                + PGBENCH.formatted("0 (0.000%)")))
                .isInstanceOf(WrongResult.class);
    }

    @Test
    void aQueryDrawsItsNumbersInPgbench() {
        Query query = new Query(
                "one",
                "SELECT 1 FROM c WHERE t = $1 AND (SELECT $1::uuid) = t AND id = $2 AND at < $3",
                List.of("a", new Query.Drawn(2), 5),
                new Numbers(3, 9),
                1);
        assertThat(query.text()).isEqualTo("""
                \\set n random(3, 9)
                SELECT 1 FROM c WHERE t = :p1 AND (SELECT :p1::uuid) = t AND id = bench_id(2, :n) AND at < :p3;
                """);
        assertThat(query.variables()).isEqualTo(Map.of("p1", "a", "p3", "5"));
    }
}
