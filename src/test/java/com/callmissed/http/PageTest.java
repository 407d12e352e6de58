package com.callmissed.http;

import java.net.URI;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("unit")
class PageTest {
    @ParameterizedTest
    @CsvSource({
        "/api/v1/bots, /api/v1/bots?cursor=next",
        "http://localhost:80/api/v1/bots?, /api/v1/bots?cursor=next",
        "/api/v1/bots?limit=5, /api/v1/bots?limit=5&cursor=next",
        "/api/v1/bots?cursor=a&limit=5&cursor=b, /api/v1/bots?limit=5&cursor=next",
        "/api/v1/bots?%63urs%6Fr=a&cursor&limit=5, /api/v1/bots?limit=5&cursor=next",
        "/api/v1/a%20b?external_id=%2B49%26cursor%3D1&precursor=1, "
                + "/api/v1/a%20b?external_id=%2B49%26cursor%3D1&precursor=1&cursor=next"
    })
    void linksToTheRequestWithAnotherCursor(URI request, String next) {
        assertThat(Page.link(request, "next")).isEqualTo("<" + next + ">; rel=\"next\"");
    }
}
