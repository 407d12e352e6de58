/**
 * The settings that several packages share: the mode, the data directory, the public URL and {@code DATABASE_URL}.
 *
 * <p>A setting of one feature is in the {@code @ConfigMapping} of that feature. This package imports no other package
 * of the service.
 */
package com.callmissed.config;
