/** Tests of the documents and of the code in {@code docs/}: pages are complete, links resolve, and code that users copy works. */
package com.callmissed.docs;
