package com.callmissed.persistence;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import jakarta.inject.Qualifier;

/**
 * A client that sends a statement without waiting for the results of earlier ones on the same connection, so that one
 * system call carries many statements. Use it only for short reads: any statement waits for slow statements before it,
 * and nothing here is a transaction.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface Pipelined {}
