package org.escrowkit.wallet.watch;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StepPart;

/**
 * The places at which the process of one watcher can die: before each kind of SQL statement that a call of the store
 * makes, and between such calls, told apart by what the call is for. Dying is the caller's affair, as it takes the
 * whole process.
 */
public final class Failpoints {
    /** When no call that writes is being made. */
    public static final String READING = "reading";

    /** The rows that an empty store begins with. */
    static final String FIRST = "first rows";

    static final String OPENING = "opening";

    /** When the application handles an event. */
    static final String DELIVERY = "delivery";

    private static final String SEPARATOR = ": ";

    private static final Pattern TABLE = Pattern.compile("(?:INTO|UPDATE|FROM) (\\w+)");

    private final CrashPlan plan;
    private final Runnable death;
    private final Map<String, Integer> passed = new TreeMap<>();
    private String phase = OPENING;

    /** @param death does not return */
    public Failpoints(CrashPlan plan, Runnable death) {
        this.plan = plan;
        this.death = death;
    }

    /** How often each was passed. */
    public Map<String, Integer> passed() {
        return passed;
    }

    public void enter(String next) {
        phase = next;
    }

    public void beforeStatement(String sql) {
        pass(kind(sql));
    }

    public void pass(String place) {
        if (phase.equals(READING)) {
            return;
        }
        String failpoint = phase + SEPARATOR + place;
        int before = passed.merge(failpoint, 1, Integer::sum) - 1;
        if (failpoint.equals(plan.failpoint()) && before == plan.passes()) {
            death.run();
        }
    }

    /** The phase of a failpoint. */
    static String phase(String failpoint) {
        return failpoint.substring(0, failpoint.indexOf(SEPARATOR));
    }

    private static String kind(String sql) {
        String verb = sql.replaceFirst(" .*", "");
        if (verb.equals("BEGIN")) {
            return verb;
        }
        Matcher table = TABLE.matcher(sql);
        boolean row = verb.equals("SELECT") || verb.equals("INSERT") || verb.equals("UPDATE") || verb.equals("DELETE");
        return row && table.find() ? verb + " " + table.group(1) : sql.replaceFirst("^the next, ", "");
    }

    /** What a call of the store is for. */
    static String phase(String method, Object[] arguments, boolean empty) {
        if (method.equals("commit")) {
            return empty ? FIRST : phase((Step) arguments[0]);
        }
        return switch (method) {
            case "register", "subscribe", "acknowledge", "trim" -> method;
            default -> READING;
        };
    }

    private static String phase(Step step) {
        if (step.parts().stream().anyMatch(StepPart.Disconnected.class::isInstance)) {
            return "reorg";
        } else if (step.parts().stream().anyMatch(StepPart.Connected.class::isInstance)) {
            return "blocks";
        }
        return step.parts().stream().anyMatch(StepPart.Mempool.class::isInstance) ? "mempool" : "backfill";
    }
}
