/** What the chain said: deposits and their status, block by block, forwards and back. */
@NullMarked
package org.escrowkit.core.ledger;

import org.jspecify.annotations.NullMarked;
