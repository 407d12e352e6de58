package com.callmissed.peer;

import io.r2dbc.spi.ConnectionFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;

/** The application. Its settings are {@link Settings} and Spring's own. */
@SpringBootApplication
@EnableConfigurationProperties(Settings.class)
public class SpringPeer {
    public static void main(String... arguments) {
        SpringApplication.run(SpringPeer.class, arguments);
    }

    /** The statements have {@code $1} and so on, so there are no names to look for in them. */
    @Bean
    DatabaseClient databaseClient(ConnectionFactory connections) {
        return DatabaseClient.builder()
                .connectionFactory(connections)
                .namedParameters(false)
                .build();
    }
}
