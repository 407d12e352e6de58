/** Tests of the code in {@code docs/}: what users copy must work. */
package com.callmissed.docs;
