/** Tests of the packaged service from outside: the jar, or with {@code -Dnative} the binary. */
package com.callmissed.packaged;
