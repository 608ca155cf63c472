/** Files that a crash leaves as they were or as they are to be. */
@NullMarked
package org.escrowkit.wallet.file;

import org.jspecify.annotations.NullMarked;
