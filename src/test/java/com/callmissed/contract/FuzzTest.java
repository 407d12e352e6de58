package com.callmissed.contract;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.contract.Operations.Operation;
import com.callmissed.contract.Operations.Target;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.RawHttp;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends 2 000 requests, each with at least one defect that must be refused. No response may be a 5xx, miss the error
 * envelope or change a row. The seed makes a failure repeatable.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FuzzTest {
    private static final int REQUESTS = 2_000;
    private static final long SEED = 20_261_122L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random = new Random(SEED);

    @Test
    void refusesBadRequestsWithTheEnvelopeAndChangesNothing() throws JsonProcessingException {
        TenantData tenant = new TenantData();
        String token = TestTokens.of(tenant.api.tenant(), "owner");
        String before = tenant.fingerprint();
        Set<Integer> statuses = new TreeSet<>();

        for (int i = 0; i < REQUESTS; i++) {
            Operation operation = Operations.ALL.get(i % Operations.ALL.size());
            Request request = new Request(operation, tenant, token);
            String defect = spoil(request);
            RawHttp.Answer answer =
                    RawHttp.send(request.method + " " + request.path + " HTTP/1.1", request.headers(), request.body);

            String what = "request %d: %s, %s -> %d %s".formatted(i, operation, defect, answer.status(), answer.body());
            assertThat(answer.status()).as(what).isBetween(400, 499);
            statuses.add(answer.status());
            assertThat(answer.headers()).as(what).containsEntry("content-type", "application/json");
            JsonNode error = JSON.readTree(answer.body()).path("error");
            assertThat(error.path("code").asText()).as(what).isNotEmpty();
            assertThat(error.path("message").asText()).as(what).isNotEmpty();
            assertThat(error.path("type").asText()).as(what).endsWith("_error");
            assertThat(error.path("request_id").asText())
                    .as(what)
                    .isNotEmpty()
                    .isEqualTo(answer.headers().get("x-request-id"));
        }

        assertThat(tenant.fingerprint()).isEqualTo(before);
        assertThat(statuses).containsExactly(400, 401, 404, 405, 406, 413, 415, 422);
    }

    /** Applies one defect, sometimes two. Returns their names. */
    private String spoil(Request request) {
        List<Defect> possible = List.of(Defect.values()).stream()
                .filter(defect -> defect.fits(request.operation))
                .toList();
        Defect first = possible.get(random.nextInt(possible.size()));
        first.spoil(request, random);
        if (random.nextInt(3) > 0) {
            return first.name();
        }
        Defect second = possible.get(random.nextInt(possible.size()));
        second.spoil(request, random);
        return first + " and " + second;
    }

    /** A valid request that defects are applied to. */
    private static final class Request {
        final Operation operation;
        final Map<String, String> headers = new HashMap<>();
        String method;
        String path;
        byte[] body;

        Request(Operation operation, TenantData tenant, String token) {
            this.operation = operation;
            method = operation.method();
            path = operation
                    .path()
                    .replace("{id}", tenant.idOf(operation.target()))
                    .replace("{message_id}", tenant.reply)
                    .replace("{answer_id}", tenant.answer);
            String text = tenant.bodyOf(operation);
            body = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            headers.put("Content-Type", "application/json");
            headers.put("Accept", "application/json");
            if (!operation.isPublic()) {
                headers.put("Authorization", "Bearer " + token);
            }
        }

        Map<String, String> headers() {
            headers.put("Content-Length", String.valueOf(body.length));
            return headers;
        }

        void body(String text) {
            body = text.getBytes(StandardCharsets.UTF_8);
        }

        /** Inserts {@code member} before the other members of the body. */
        void addMember(String member) {
            String text = new String(body, StandardCharsets.UTF_8);
            body(text.startsWith("{") ? "{" + member + "," + text.substring(1) : "{" + member + "}");
        }
    }

    private enum Defect {
        NO_CREDENTIAL(On.GUARDED) {
            @Override
            void spoil(Request request, Random random) {
                request.headers.remove("Authorization");
            }
        },
        BROKEN_CREDENTIAL(On.GUARDED) {
            @Override
            void spoil(Request request, Random random) {
                String text = pick(random, "", "x.y.z", "cm_live_short", "cm_test_" + "0".repeat(93), "\u00ff\u00fe");
                request.headers.put("Authorization", pick(random, "Bearer ", "Basic ", "bearer") + text);
            }
        },
        UNKNOWN_PATH(On.ALL) {
            @Override
            void spoil(Request request, Random random) {
                request.path = pick(random, "/api/v1/nothing", "/api/v2/bots", "/api/v1/conversations/1/2/3/4");
            }
        },
        WRONG_METHOD(On.GUARDED) {
            @Override
            void spoil(Request request, Random random) {
                request.method = pick(random, "TRACE", "PROPFIND", "LOCK");
            }
        },
        NOT_ACCEPTABLE(On.GUARDED_WITH_ANSWER) {
            @Override
            void spoil(Request request, Random random) {
                request.headers.put("Accept", pick(random, "application/xml", "image/png", "text/csv"));
            }
        },
        LONG_QUERY(On.ALL) {
            @Override
            void spoil(Request request, Random random) {
                request.path += "?q=" + "x".repeat(8_200 + random.nextInt(80_000));
            }
        },
        BROKEN_ESCAPE(On.ALL) {
            @Override
            void spoil(Request request, Random random) {
                request.path +=
                        pick(random, "?a=%", "?a=%2", "?a=%zz", "?a=%ff%fe", "?a=%c0%80", "?%00=1", "?a=%00", "%zz");
            }
        },
        BAD_ID(On.ONE_RESOURCE) {
            @Override
            void spoil(Request request, Random random) {
                String id = pick(
                        random, "1", "not-a-uuid", "%20", "%F0%9F%91%8D", "a%00b", "0".repeat(2_000), "%2e%2e", "{id}");
                request.path = request.operation
                        .path()
                        .replace("{id}", id.equals("{id}") ? "%7Bid%7D" : id)
                        .replace("{message_id}", id.equals("{id}") ? "%7Bid%7D" : id);
            }
        },
        ABSENT_ID(On.ONE_RESOURCE) {
            @Override
            void spoil(Request request, Random random) {
                UUID id = new UUID(random.nextLong(), random.nextLong());
                request.path =
                        request.operation.path().replace("{id}", id.toString()).replace("{message_id}", id.toString());
            }
        },
        BAD_PARAMETER(On.LIST) {
            @Override
            void spoil(Request request, Random random) {
                String cursor = request.path.endsWith("/events") ? "?after=" : "?cursor=";
                request.path += pick(
                        random,
                        "?limit=0",
                        "?limit=501",
                        "?limit=x",
                        "?limit=99999999999",
                        "?limit=-1",
                        cursor + "x",
                        cursor + "A".repeat(44));
            }
        },
        BAD_IDEMPOTENCY_KEY(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                if (request.method.equals("PATCH")) {
                    request.path += "/nothing";
                }
                request.headers.put("Idempotency-Key", "k".repeat(256 + random.nextInt(1_000)));
            }
        },
        WRONG_CONTENT_TYPE(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                request.headers.put("Content-Type", pick(random, "text/plain", "application/xml", "image/png", "a/b"));
            }
        },
        NO_JSON(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                request.body(
                        pick(random, "{", "}", "[", "nul", "{\"a\":}", "{'a':1}", "{\"a\":1,}", "\"", "<a/>", "{}{}"));
            }
        },
        NO_OBJECT(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                request.body(pick(random, "[]", "1", "true", "\"text\"", "[{}]", "1e400"));
            }
        },
        TRUNCATED(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                int length = Math.max(1, request.body.length);
                request.body = java.util.Arrays.copyOf(request.body, 1 + random.nextInt(length) - 1);
                if (request.body.length == 0) {
                    request.body("{");
                }
            }
        },
        NO_UTF_8(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                request.body = new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'};
            }
        },
        UNKNOWN_FIELD(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                request.addMember("\"" + pick(random, "unknown", "tenant_id", "Name", "", "__proto__") + "\":1");
            }
        },
        NUL(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                request.addMember(
                        pick(random, "\"metadata\":{\"a\":\"\\u0000\"}", "\"\\u0000\":1", "\"x\":\"\\ud800\""));
            }
        },
        DEEP(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                int depth = 100 + random.nextInt(5_000);
                request.body("{\"metadata\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
            }
        },
        TOO_LARGE(On.GUARDED_WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                request.body("{\"content\":\"" + "x".repeat(1_048_576 + random.nextInt(100_000)) + "\"}");
            }
        },
        WRONG_TYPES(On.WITH_BODY) {
            @Override
            void spoil(Request request, Random random) {
                String wrong = pick(random, "1", "1.5", "[]", "{}", "[[]]", "-1", "1e99");
                request.body(new String(request.body, StandardCharsets.UTF_8)
                        .replaceAll("\"([a-z_]+)\":(\"[^\"]*\"|\\[[^]]*]|true|false)", "\"$1\":" + wrong)
                        .replaceFirst("^\\{}$", "[]"));
            }
        };

        private final On on;

        Defect(On on) {
            this.on = on;
        }

        boolean fits(Operation operation) {
            return on.fits(operation);
        }

        abstract void spoil(Request request, Random random);

        private static String pick(Random random, String... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }

    /**
     * The operations for which a change is a defect. A webhook refuses every request here, because no request is
     * signed.
     */
    private enum On {
        ALL,
        GUARDED,
        GUARDED_WITH_ANSWER,
        GUARDED_WITH_BODY,
        ONE_RESOURCE,
        LIST,
        WITH_BODY;

        boolean fits(Operation operation) {
            boolean body = operation.body() != null;
            return switch (this) {
                case ALL -> true;
                case GUARDED -> !operation.isPublic();
                case GUARDED_WITH_ANSWER ->
                    !operation.isPublic() && !operation.method().equals("DELETE");
                case GUARDED_WITH_BODY -> !operation.isPublic() && body;
                case ONE_RESOURCE -> operation.target() != Target.NONE;
                case LIST ->
                    operation.method().equals("GET") && !operation.isPublic() && operation.target() == Target.NONE;
                case WITH_BODY -> body;
            };
        }
    }
}
