package com.callmissed.testing;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.config.LogConfig;
import io.restassured.filter.log.LogDetail;

/**
 * Puts {@link ContractFilter} into every test that runs against the service. A failed test shows its request and
 * response, without the indentation that Quarkus switches on: it takes long, and every request is written down.
 */
public final class ContractCallback implements QuarkusTestBeforeEachCallback {
    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        QuickPolling.use();
        RestAssured.replaceFiltersWith(new ContractFilter());
        RestAssured.config = RestAssured.config()
                .logConfig(LogConfig.logConfig()
                        .enableLoggingOfRequestAndResponseIfValidationFails(LogDetail.ALL)
                        .enablePrettyPrinting(false));
    }
}
