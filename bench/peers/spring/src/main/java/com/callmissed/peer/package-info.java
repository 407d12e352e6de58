/**
 * Three reads of the service, written in the usual way with Spring, and with what makes them fast: prepared statements,
 * columns by index, one buffer for a list.
 */
package com.callmissed.peer;
