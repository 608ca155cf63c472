/** The only code that sees private-key bytes. A key here signs an approved spend, and nothing else. */
@NullMarked
package org.escrowkit.wallet.keystore;

import org.jspecify.annotations.NullMarked;
