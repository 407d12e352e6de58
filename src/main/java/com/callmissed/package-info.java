/**
 * The executable: the main class and its commands.
 *
 * <p>Knows every package below; no package below knows it.
 */
package com.callmissed;
