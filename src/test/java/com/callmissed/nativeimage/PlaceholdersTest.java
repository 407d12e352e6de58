package com.callmissed.nativeimage;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlaceholdersTest {
    private final Placeholders placeholders = new Placeholders();

    @Test
    void keepsTheRelationsOfIds() {
        assertThat(placeholders.replace("""
                        {"id":"0197a1b2-0000-7000-8000-000000000001","bot_id":"0197a1b2-0000-7000-8000-000000000002",\
                        "again":"0197a1b2-0000-7000-8000-000000000001"}"""))
                .isEqualTo("{\"id\":\"<id 1>\",\"bot_id\":\"<id 2>\",\"again\":\"<id 1>\"}");
        assertThat(placeholders.replace("0197a1b2-0000-7000-8000-000000000002")).isEqualTo("<id 2>");
    }

    @Test
    void replacesTimesKeysAndCursorsOnly() {
        assertThat(placeholders.replace(
                        "{\"at\":\"2026-11-22T10:00:00.123456Z\",\"key\":\"cm_live_0aB_1\",\"last_four\":\"x1Yz\","
                                + "\"cursor\":\"AgAAAAAAAAABAAAAAQ\",\"n\":5}"))
                .isEqualTo("{\"at\":\"<time>\",\"key\":\"<key>\",\"last_four\":\"<last four>\","
                        + "\"cursor\":\"<cursor>\",\"n\":5}");
        assertThat(placeholders.replace("retry-after: 17\nx-ratelimit-limit: 1"))
                .isEqualTo("retry-after: <number>\nx-ratelimit-limit: 1");
    }
}
