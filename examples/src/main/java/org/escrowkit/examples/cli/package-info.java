/** The command line: {@code ./escrow}. It decides nothing: it asks the library and tells what that says. */
@NullMarked
package org.escrowkit.examples.cli;

import org.jspecify.annotations.NullMarked;
