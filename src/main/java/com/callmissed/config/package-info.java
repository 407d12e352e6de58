/**
 * The settings that several packages share: the mode, the data directory, the public URL and {@code DATABASE_URL}.
 *
 * <p>A setting of one feature lives in that feature's own {@code @ConfigMapping}. This package imports no other of
 * ours.
 */
package com.callmissed.config;
