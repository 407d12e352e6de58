package com.callmissed.testing;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * The second application of the component tests. It has its own PostgreSQL, for tests whose rows would slow down all
 * others, a model, and an origin that may call the API. Each further profile costs a further start.
 */
public class SecondApplication implements QuarkusTestProfile {
    public static final String ORIGIN = "https://app.example.com";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("callmissed.cors-origins", ORIGIN);
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresResource.class), new TestResourceEntry(ModelResource.class));
    }
}
