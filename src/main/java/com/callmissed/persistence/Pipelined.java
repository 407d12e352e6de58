package com.callmissed.persistence;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import jakarta.inject.Qualifier;

/**
 * A client that sends a statement without waiting for the answers to those before it on the same connection, so that one call of the
 * kernel carries many. For short reads alone: whatever comes behind a slow statement waits for it, and nothing here is a transaction.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface Pipelined {}
