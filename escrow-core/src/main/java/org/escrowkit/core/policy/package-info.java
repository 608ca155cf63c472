/** The one door to a signature: may this PSBT be signed now? */
@NullMarked
package org.escrowkit.core.policy;

import org.jspecify.annotations.NullMarked;
