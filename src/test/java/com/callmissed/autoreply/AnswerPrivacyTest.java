package com.callmissed.autoreply;

import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Without a model: what was said in one conversation never reaches another one by itself. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AnswerPrivacyTest {
    @Test
    void acknowledgesWhatOnlyOtherConversationsAnswer() {
        Clinic clinic = new Clinic();
        assertThat(clinic.answers(clinic.clinic, Clinic.REPHRASINGS))
                .hasSize(10)
                .containsOnly("Thank you for your message. Clinic will get back to you shortly.");
        assertThat(clinic.answers(clinic.shop, Clinic.REPHRASINGS))
                .hasSize(10)
                .containsOnly("Thank you for your message. Shop will get back to you shortly.");
        // On a slow machine a caller may hear that there is no answer yet.
        assertThat(clinic.said(Clinic.REPHRASINGS))
                .hasSize(20)
                .isSubsetOf(
                        "Thank you for your message. Front desk will get back to you shortly.",
                        "I am sorry, I cannot answer that right now.",
                        "A person from our team will call you back. Thank you for your call. Goodbye.");
    }

    @Test
    void sendsWhatAPersonHasSavedForThat() {
        Clinic clinic = new Clinic();
        String saved = "Our reception tells you on the phone.";
        clinic.save("When appointment", saved);
        assertThat(clinic.answers(clinic.clinic, Clinic.REPHRASINGS))
                .hasSize(10)
                .containsOnly(saved);
        assertThat(clinic.answers(clinic.shop, List.of("When is my appointment?")))
                .containsExactly("Thank you for your message. Shop will get back to you shortly.");
    }
}
