package com.callmissed.packaged;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.callmissed.testing.PackagedApp;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

class DocumentSwitchIT {
    @Test
    void productionHidesTheApiDocumentUnlessItIsSwitchedOn() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.remove("CALLMISSED_DOCS");
        try (PackagedApp app = PackagedApp.start(environment)) {
            for (String path :
                    new String[] {"/docs", "/docs/", "/docs/index.html", "/q/openapi", "/q/openapi?format=json"}) {
                given().baseUri(app.baseUri())
                        .redirects()
                        .follow(false)
                        .get(path)
                        .then()
                        .statusCode(404)
                        .body("error.code", equalTo("not_found"));
            }
        }
        given().baseUri(PackagedApp.shared().baseUri()).get("/docs/").then().statusCode(200);
    }
}
