package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.store.StorePlace;
import org.escrowkit.wallet.store.TestDatabase;
import org.escrowkit.wallet.watch.CrashPlan;
import org.escrowkit.wallet.watch.Failpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real processes that run loans die before each kind of statement, before and after each broadcast, each signature and
 * each event that is handed on, or at any moment by another's hand. The next one goes on; in the end every loan is
 * over, and its books, its journal, what subscribers heard and what the chain says agree.
 */
@ParameterizedClass
@EnumSource
class ServiceCrashTest {
    /** More of them for those who have time: {@code -Descrowkit.crashes=1000}. */
    private static final int SERVICES = Integer.getInteger("escrowkit.crashes", 20);

    private static final long SEED = Long.getLong("escrowkit.seed", 0);
    private static final int SERVICES_IN_A_PROCESS = 10;

    /** Every so many processes, one is killed by another's hand. */
    private static final int KILLED = 4;

    private static final int DEATHS_OF_EACH = 3;
    private static final int SIGKILLED = 128 + 9;

    /** Deaths are early rather than late, to have more of them. */
    private static final int MOST_PASSES = 40;

    @Parameter
    private TestDatabase database = TestDatabase.SQLITE;

    @TempDir
    private Path directory;

    /** What is left of a service: where it lies, and where it died. */
    private record Grave(long seed, Path directory, StorePlace place) {
        CrashPlan plan(String failpoint, int passes) {
            return new CrashPlan(seed, 0, failpoint, passes);
        }
    }

    @Test
    void s21WhateverAServiceDiesOfEveryLoanComesToItsEndAndAllBooksAgree() {
        Map<String, Integer> places = new ConcurrentHashMap<>();
        live(graves(SEED, SERVICES_IN_A_PROCESS), places);
        Map<String, Integer> deaths = new ConcurrentHashMap<>();
        IntStream.rangeClosed(1, SERVICES / SERVICES_IN_A_PROCESS)
                .parallel()
                .forEach(process -> crash(process, new TreeMap<>(places), deaths));
        deaths.remove(CrashPlan.NONE);
        System.out.println(database + ", " + SERVICES + " services that died, "
                + deaths.values().stream().mapToInt(Integer::intValue).sum() + " deaths at " + deaths.size()
                + " places: " + new TreeMap<>(deaths));
        // Some places few lives come to.
        assertTrue(deaths.size() >= Math.min(places.size() * 9 / 10, SERVICES / 2), () -> "only " + deaths);
    }

    private List<Grave> graves(long first, int count) {
        return LongStream.range(first, first + count).mapToObj(this::grave).toList();
    }

    private Grave grave(long seed) {
        try {
            Path own = Files.createDirectories(directory.resolve(database + " " + seed));
            StorePlace place = database.place(own, "service");
            place.prepare();
            return new Grave(seed, own, place);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private void crash(int process, Map<String, Integer> places, Map<String, Integer> deaths) {
        Random random = new Random(process);
        List<Grave> graves = graves(SEED + (long) process * SERVICES_IN_A_PROCESS, SERVICES_IN_A_PROCESS);
        List<String> names = List.copyOf(places.keySet());
        for (int death = 0; death < DEATHS_OF_EACH; death++) {
            List<CrashPlan> plans = new ArrayList<>();
            for (int i = 0; i < graves.size(); i++) {
                int at = (process * SERVICES_IN_A_PROCESS + i) * DEATHS_OF_EACH + death;
                String place = names.get(at % names.size());
                int passes = random.nextInt(Math.min(MOST_PASSES, places.getOrDefault(place, 1)));
                plans.add(graves.get(i).plan(place, passes));
            }
            boolean killed = process % KILLED == 0 && death == 0;
            run(graves, plans, killed ? 1 + random.nextInt(SERVICES_IN_A_PROCESS - 1) : Integer.MAX_VALUE)
                    .forEach(line -> deaths.merge(line, 1, Integer::sum));
        }
        live(graves, new HashMap<>());
    }

    /** To the end of all their loans, and judges them. */
    private void live(List<Grave> graves, Map<String, Integer> places) {
        List<CrashPlan> plans =
                graves.stream().map(grave -> grave.plan(CrashPlan.NONE, 0)).toList();
        run(graves, plans, Integer.MAX_VALUE, places);
        graves.forEach(ServiceCrashTest::judge);
    }

    private List<String> run(List<Grave> graves, List<CrashPlan> plans, int linesToLive) {
        return run(graves, plans, linesToLive, new HashMap<>());
    }

    /** @return where each died that died by itself */
    private List<String> run(List<Grave> graves, List<CrashPlan> plans, int linesToLive, Map<String, Integer> places) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                ServiceCrashChild.class.getName()));
        for (int i = 0; i < plans.size(); i++) {
            graves.get(i).place().endLease();
            command.addAll(List.of(
                    plans.get(i).toString(),
                    graves.get(i).directory().toString(),
                    graves.get(i).place().address()));
        }
        List<String> dead = new ArrayList<>();
        try {
            Process child = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int left = linesToLive;
            try (BufferedReader lines = child.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] words = line.split(" ", 4);
                    if (words[1].equals("passed")) {
                        places.merge(words[3], Integer.parseInt(words[2]), Math::min);
                    } else {
                        dead.add(line.split(" ", 3)[2]);
                        left--;
                    }
                    if (left == 0) {
                        child.toHandle().destroyForcibly();
                    }
                }
            }
            int exit = child.waitFor();
            assertTrue(exit == ServiceCrashChild.DIED || exit == SIGKILLED, () -> "exit " + exit + " of " + plans);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return dead;
    }

    private static void judge(Grave grave) {
        grave.place().endLease();
        String which = "seed " + grave.seed();
        Failpoints none = new Failpoints(grave.plan(CrashPlan.NONE, 0), () -> {});
        try (DoomedService risen = new DoomedService(grave.seed(), grave.directory(), grave.place(), none)) {
            Map<Outpoint, Sha256Hash> spent = new HashMap<>();
            Map<Sha256Hash, Transaction> mined = new HashMap<>();
            for (Transaction transaction : risen.world.mined()) {
                mined.put(transaction.txid(), transaction);
                for (TransactionInput input : transaction.inputs()) {
                    Sha256Hash before = spent.put(input.outpoint(), transaction.txid());
                    assertTrue(before == null || transaction.isCoinbase(), () -> which + ": spent twice " + input);
                }
            }
            for (int loan = 0; loan < DoomedService.LOANS; loan++) {
                judge(which, risen, loan, spent, mined);
            }
            judgeBooks(which, Files.readAllLines(grave.directory().resolve("books")));
        } catch (IOException e) {
            throw new AssertionError(which, e);
        }
    }

    /** The journal makes the loan; nothing was done twice; all coins went where the loan knows. */
    private static void judge(
            String which,
            DoomedService risen,
            int number,
            Map<Outpoint, Sha256Hash> spent,
            Map<Sha256Hash, Transaction> mined) {
        var stored = risen.service().loan(DoomedService.id(number));
        LoanJournal journal = risen.service().journal(stored.id());
        assertTrue(journal.accountsFor(stored), () -> which + ": " + stored.id());
        Set<Command> repayments = new HashSet<>();
        for (AuditRow row : journal.rows()) {
            if (row.kind().equals(JournalKind.EVENT.word())
                    && LoanCodec.decodeEvent(row.body()) instanceof Command.RecordRepayment repayment) {
                assertTrue(repayments.add(repayment), () -> which + ": twice " + repayment);
            }
        }
        Loan loan = stored.loan();
        Set<ByteString> scripts = Set.copyOf(loan.terms().escrows().scripts());
        for (Transaction transaction : mined.values()) {
            for (int i = 0; i < transaction.outputs().size(); i++) {
                if (scripts.contains(transaction.outputs().get(i).scriptPubKey())) {
                    Sha256Hash by = spent.get(transaction.outpoint(i));
                    assertTrue(by != null, () -> which + ": left in " + stored.id() + ", " + loan.state());
                    assertTrue(loan.state().ownTransactions().contains(by), () -> which + ": unknown " + by);
                }
            }
        }
    }

    /** In order, without a gap between one state and the next. */
    private static void judgeBooks(String which, List<String> lines) {
        Map<String, String> states = new HashMap<>();
        Map<String, List<Long>> last = new HashMap<>();
        Set<String> had = new HashSet<>();
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            if (!had.add(words[0])) {
                continue;
            }
            String[] id = words[0].split(":", -1);
            List<Long> at = List.of(Long.parseLong(id[1]), Long.parseLong(id[2]));
            List<Long> before = last.put(id[0], at);
            assertTrue(before == null || isBefore(before, at), () -> which + ": " + before + " then " + line);
            if (words[1].startsWith("StateChanged")) {
                String[] names = words[1].substring("StateChanged[before=".length(), words[1].length() - 1)
                        .split(", after=", 2);
                assertEquals(states.getOrDefault(id[0], names[0]), names[0], () -> which + ": " + line);
                states.put(id[0], names[1]);
            }
        }
        assertEquals(DoomedService.LOANS, states.size(), which);
    }

    private static boolean isBefore(List<Long> one, List<Long> other) {
        return one.get(0) < other.get(0) || (one.get(0).equals(other.get(0)) && one.get(1) < other.get(1));
    }
}
