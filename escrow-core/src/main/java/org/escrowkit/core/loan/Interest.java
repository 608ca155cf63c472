package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.util.List;

public sealed interface Interest {
    record None() implements Interest {}

    record SimpleAnnual(BigDecimal rate, DayCount dayCount) implements Interest {}

    record Instalments(List<Instalment> schedule) implements Interest {}

    record Statements() implements Interest {}
}
