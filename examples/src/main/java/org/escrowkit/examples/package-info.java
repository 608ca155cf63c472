/** Runnable mains that a newcomer starts with. */
@NullMarked
package org.escrowkit.examples;

import org.jspecify.annotations.NullMarked;
