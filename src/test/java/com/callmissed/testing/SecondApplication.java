package com.callmissed.testing;

import java.util.List;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * The one other application of the component tests. It has a PostgreSQL of its own, for tests whose rows would slow down
 * all others, and a model. A further profile would cost a further start.
 */
public class SecondApplication implements QuarkusTestProfile {
    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresResource.class), new TestResourceEntry(ModelResource.class));
    }
}
