package com.callmissed.bench;

import java.util.Map;
import java.util.function.Supplier;

import io.vertx.core.Vertx;

/** A service on a database with the whole data set, which several scenarios share. It is started at the first use. */
final class LoadedService implements AutoCloseable {
    private final Supplier<DatabaseServer> database;
    private final Vertx vertx;
    private final Dataset dataset;
    private Service service;
    private Client client;
    private boolean servedPath;

    LoadedService(Supplier<DatabaseServer> database, Vertx vertx, Dataset.Size size) {
        this.database = database;
        this.vertx = vertx;
        dataset = new Dataset(size);
    }

    Vertx vertx() {
        return vertx;
    }

    DatabaseServer database() {
        return database.get();
    }

    Dataset dataset() {
        return dataset;
    }

    /** Not thread-safe. */
    Service service() {
        if (service == null) {
            System.out.println("Loading the data set");
            String url;
            try (Service migrating = Service.start(database(), Map.of())) {
                url = migrating.databaseUrl();
            }
            dataset.load(url);
            service = Service.startOn(url, Map.of());
            client = new Client(vertx, service.port());
        }
        return service;
    }

    Client client() {
        service();
        return client;
    }

    /** Records that a path was under load. */
    void pathServed() {
        servedPath = true;
    }

    /** Whether a path was under load before. Only then is the memory of the service meaningful. */
    boolean hasServedPath() {
        return servedPath;
    }

    @Override
    public void close() {
        if (service != null) {
            client.close();
            service.close();
        }
    }
}
