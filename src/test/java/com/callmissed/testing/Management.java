package com.callmissed.testing;

import java.net.URI;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import org.eclipse.microprofile.config.ConfigProvider;

/** Requests to the management interface: health and metrics, on a port of their own. */
public final class Management {
    private Management() {}

    /** To the application of the component tests. */
    public static RequestSpecification given() {
        return given(ConfigProvider.getConfig().getValue("test.management.url", String.class));
    }

    public static RequestSpecification given(PackagedApp app) {
        return given(app.managementUri());
    }

    /** The metrics of the application of the component tests, in Prometheus' text format. */
    public static String metrics() {
        return given().get("/q/metrics").then().statusCode(200).extract().asString();
    }

    private static RequestSpecification given(String base) {
        URI uri = URI.create(base);
        return RestAssured.given()
                .noFiltersOfType(ContractFilter.class)
                .baseUri("http://localhost")
                .port(uri.getPort());
    }
}
