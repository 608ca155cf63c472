/** The one canonical form of values as bytes, for terms, states and evidence: written, and read back strictly. */
@NullMarked
package org.escrowkit.core.form;

import org.jspecify.annotations.NullMarked;
