/** Tests of the documents and of the code in {@code docs/}: pages are complete, links resolve, and the code works. */
package com.callmissed.docs;
