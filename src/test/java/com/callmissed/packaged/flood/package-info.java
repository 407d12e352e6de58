/** Floods the packaged service with connections that never finish what they begin, and measures what others notice. */
package com.callmissed.packaged.flood;
