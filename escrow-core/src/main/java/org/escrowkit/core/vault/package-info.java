/** Who may spend and how: the role-typed 2-of-3 vault, its descriptor, one address for each loan, spend weights. */
@NullMarked
package org.escrowkit.core.vault;

import org.jspecify.annotations.NullMarked;
