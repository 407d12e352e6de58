package com.callmissed.autoreply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.callmissed.testing.ModelServer;
import com.callmissed.testing.ModelServer.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** With a model: what was said in one conversation never reaches another one, whatever the provider does. */
@QuarkusTest
@TestProfile(ModelAnswerPrivacyTest.WithModel.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ModelAnswerPrivacyTest {
    private static final String MODEL = "The model's own words";
    private static final String SAVED = "Our reception tells you on the phone.";
    private static final String APOLOGY = "I am sorry, I cannot answer that right now.";
    private static final String HANDOVER =
            "A person from our team will call you back. Thank you for your call. Goodbye.";

    private static Clinic clinic;

    ModelServer model;

    /** Once, but not before the first test: only then is the port known. */
    @BeforeEach
    void fill() {
        clinic = clinic == null ? new Clinic() : clinic;
    }

    public static class WithModel implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Model.class));
        }
    }

    /** A circuit that stays closed through the failures of the other tests, and does not close again. */
    public static class Model implements QuarkusTestResourceLifecycleManager {
        private final ModelServer server = ModelServer.start();

        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>();
            settings.put("callmissed.ai.provider", "openai");
            settings.put("callmissed.ai.base-url", server.baseUrl());
            settings.put("callmissed.ai.model", "small");
            settings.put("callmissed.ai.retries", "0");
            settings.put("callmissed.ai.timeout", "PT2S");
            settings.put("callmissed.ai.tenant-concurrency", "100");
            settings.put("callmissed.autoreply.tenant-concurrency", "32");
            settings.put("callmissed.ai.circuit.window", "50");
            settings.put("callmissed.ai.circuit.failure-ratio", "1");
            settings.put("callmissed.ai.circuit.delay", "PT10M");
            return settings;
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(server, new TestInjector.MatchesType(ModelServer.class));
        }

        @Override
        public void stop() {
            server.close();
        }
    }

    /** What a provider may do with a question; failures and others in turn, so that the circuit stays closed. */
    enum Provider {
        ANSWERS(MODEL, MODEL) {
            @Override
            Reply reply() {
                return Reply.text(MODEL);
            }
        },
        FAILS(null, SAVED) {
            @Override
            Reply reply() {
                return Reply.error(500);
            }
        },
        REFUSES(null, null) {
            @Override
            Reply reply() {
                return Reply.error(400);
            }
        },
        HANGS_UP(null, SAVED) {
            @Override
            Reply reply() {
                return Reply.hangUp();
            }
        },
        FILTERS(null, null) {
            @Override
            Reply reply() {
                return Reply.json("{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\"Half of a\"}}]}");
            }
        },
        IS_TOO_BUSY(null, SAVED) {
            @Override
            Reply reply() {
                return Reply.error(429);
            }
        },
        SAYS_NOTHING(null, null) {
            @Override
            Reply reply() {
                return Reply.json("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":"
                        + "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I cannot help with that\"}}]}");
            }
        };

        private final String answer;
        private final String answerWithSaved;

        /** Null for the acknowledgement. */
        Provider(String answer, String answerWithSaved) {
            this.answer = answer;
            this.answerWithSaved = answerWithSaved;
        }

        abstract Reply reply();
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void keepsTheWordsOfAConversationInIt(Provider provider) {
        model.replies(request -> provider.reply());
        assertPrivate(provider.answer, provider.answerWithSaved);
    }

    @Test
    @Order(2)
    void keepsThemWhenTheProviderIsSilent() {
        ModelServer.Hold hold = model.hold(request -> true);
        assertPrivate(null, SAVED);
        hold.release();
    }

    @Test
    @Order(3)
    void keepsThemWhileNobodyIsAsked() {
        model.replies(request -> Reply.error(500));
        for (int asked = -1; asked != model.requests().size(); ) {
            asked = model.requests().size();
            clinic.answers(clinic.clinic, Clinic.REPHRASINGS);
        }
        int asked = model.requests().size();
        assertPrivate(null, SAVED);
        assertThat(model.requests()).as("the circuit is open").hasSize(asked);
    }

    /**
     * @param answer what strangers get; null for the acknowledgement
     * @param answerWithSaved the same once a person has saved an automatic answer
     */
    private static void assertPrivate(String answer, String answerWithSaved) {
        for (String bot : List.of(clinic.clinic, clinic.shop)) {
            assertThat(clinic.answers(bot, Clinic.REPHRASINGS))
                    .hasSize(10)
                    .containsOnly(
                            answer == null ? acknowledgement(bot.equals(clinic.clinic) ? "Clinic" : "Shop") : answer);
        }
        // On a slow machine a caller may hear that there is no answer yet.
        assertThat(clinic.said(Clinic.REPHRASINGS.subList(0, 2)))
                .isNotEmpty()
                .isSubsetOf(answer == null ? acknowledgement("Front desk") : answer, APOLOGY, HANDOVER);
        String saved = clinic.save("When appointment", SAVED);
        assertThat(clinic.answers(clinic.clinic, Clinic.REPHRASINGS))
                .hasSize(10)
                .containsOnly(answerWithSaved == null ? acknowledgement("Clinic") : answerWithSaved);
        clinic.forget(saved);
    }

    private static String acknowledgement(String bot) {
        return "Thank you for your message. " + bot + " will get back to you shortly.";
    }
}
