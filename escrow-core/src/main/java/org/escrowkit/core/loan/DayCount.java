package org.escrowkit.core.loan;

public enum DayCount {
    ACTUAL_360,
    ACTUAL_365_FIXED,
    THIRTY_E_360
}
