/**
 * The executable: the main class, its commands, and the checks made before the first request.
 *
 * <p>Knows every package below; no package below knows it.
 */
package com.callmissed;
