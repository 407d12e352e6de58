/** Code that tests share: a real PostgreSQL, fresh tenants, credentials and clients. */
package com.callmissed.testing;
