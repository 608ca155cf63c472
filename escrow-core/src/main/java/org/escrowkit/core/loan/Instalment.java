package org.escrowkit.core.loan;

import java.time.LocalDate;
import org.joda.money.BigMoney;

public record Instalment(LocalDate due, BigMoney amount) {}
