package com.callmissed.persistence;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import jakarta.inject.Qualifier;

/**
 * A small pool for the check of credentials and for readiness, so that neither waits for the connections of requests.
 * Use it only for short statements that wait for no lock.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface Reserved {}
