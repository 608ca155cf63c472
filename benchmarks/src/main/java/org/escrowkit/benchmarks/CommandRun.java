package org.escrowkit.benchmarks;

import java.util.stream.LongStream;
import org.escrowkit.core.loan.Command;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.LoanRequest;
import org.joda.money.BigMoney;

/**
 * Commands that one thread puts to loans, one after the other, each with a key of its own: repayments of a cent.
 *
 * @param name that no other run has
 * @param first number of its first loan; the next command is for the loan {@code step} further, and so around
 * @param loans how many there are
 * @param commands how many it puts
 */
record CommandRun(String name, int first, int step, int loans, int commands) {
    private static final BigMoney CENT = BigMoney.parse("USD 0.01");

    /** From {@link #toString}. */
    static CommandRun parse(String text) {
        String[] words = text.split(" ", -1);
        return new CommandRun(words[0], number(words[1]), number(words[2]), number(words[3]), number(words[4]));
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    @Override
    public String toString() {
        return name + " " + first + " " + step + " " + loans + " " + commands;
    }

    /** How long each took, in microseconds. */
    long[] on(EscrowService service) {
        return LongStream.range(0, commands)
                .map(number -> {
                    int loan = (int) ((first + number * step) % loans);
                    LoanRequest request = LoanRequest.of(
                            ServiceLoans.id(loan), new Command.RecordRepayment(CENT, ServiceLoans.START));
                    long start = System.nanoTime();
                    CommandResult result = service.handle(request.once(name + "/" + number));
                    long micros = (System.nanoTime() - start) / 1_000;
                    ServiceLoans.check(result instanceof CommandResult.Done);
                    return micros;
                })
                .toArray();
    }
}
