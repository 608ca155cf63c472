/**
 * What parties and price sources state and sign, so that another party can check with nobody's word why a settlement is
 * due.
 */
@NullMarked
package org.escrowkit.core.evidence;

import org.jspecify.annotations.NullMarked;
