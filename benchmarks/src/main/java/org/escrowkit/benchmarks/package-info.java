/** What we do beside what a user would pick instead: bitcoinj, bitcoin-kmp, BDK and the bare native library. */
@NullMarked
package org.escrowkit.benchmarks;

import org.jspecify.annotations.NullMarked;
