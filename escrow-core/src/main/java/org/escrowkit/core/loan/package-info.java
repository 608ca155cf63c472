/** Terms, states, events and actions of a loan, and the margin arithmetic. Everything is data; nothing acts. */
@NullMarked
package org.escrowkit.core.loan;

import org.jspecify.annotations.NullMarked;
