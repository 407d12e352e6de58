/**
 * The tools that every statement needs: conversion of columns and parameters, time-ordered ids, the names of violated
 * constraints, and the pools.
 *
 * <p>Invariant: this package depends on no table. Transactions are in {@code events}, because a change and its events
 * are committed together or not at all.
 */
package com.callmissed.persistence;
