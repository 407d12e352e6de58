package com.callmissed.peer;

import java.util.Collections;
import java.util.List;
import java.util.UUID;

import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** The reads, each with the service's statement. */
@RestController
@RequestMapping("/api/v1/conversations")
class Reads {
    private final DatabaseClient database;
    private final Settings settings;
    private final Columns listed = new Columns(Conversation.COLUMNS);
    private final Columns one = new Columns(Conversation.COLUMNS);
    private final Columns messages = new Columns(Message.COLUMNS);

    Reads(DatabaseClient database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    @GetMapping
    Mono<List<Conversation>> list(@RequestParam int limit) {
        return database.sql(settings.list())
                .bind(0, settings.tenant())
                .map((row, metadata) -> Conversation.read(listed.of(row, metadata)))
                .all()
                .collectList()
                .map(rows -> rows.size() > limit ? rows.subList(0, limit) : rows);
    }

    @GetMapping("/{id}")
    Mono<Conversation> get(@PathVariable UUID id) {
        return database.sql(settings.one())
                .bind(0, settings.tenant())
                .bind(1, id)
                .map((row, metadata) -> Conversation.read(one.of(row, metadata)))
                .one()
                .switchIfEmpty(Mono.error(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
    }

    @GetMapping("/{id}/messages")
    Mono<List<Message>> messages(@PathVariable UUID id, @RequestParam int limit) {
        return database.sql(settings.messages())
                .bind(0, settings.tenant())
                .bind(1, id)
                .bind(2, limit)
                .bind(3, Integer.MAX_VALUE)
                .map((row, metadata) -> Message.read(messages.of(row, metadata)))
                .all()
                .collectList()
                .doOnNext(Collections::reverse);
    }
}
