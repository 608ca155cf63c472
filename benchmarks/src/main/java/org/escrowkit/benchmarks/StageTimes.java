package org.escrowkit.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where one thread's time goes: a stage that is entered stops the clock of the one around it. What other threads do is
 * not counted.
 */
final class StageTimes {
    private final Thread thread = Thread.currentThread();
    private final Map<String, Long> nanos = new LinkedHashMap<>();
    private final Map<String, Integer> times = new LinkedHashMap<>();
    private final Deque<String> stages = new ArrayDeque<>();
    private long since = System.nanoTime();

    /** @param outermost what is being done while no stage is entered */
    StageTimes(String outermost) {
        stages.push(outermost);
    }

    /** From now on something else is being done while no stage is entered. */
    void turnTo(String outermost) {
        charge();
        stages.removeLast();
        stages.addLast(outermost);
    }

    /** Begins anew. */
    void reset() {
        charge();
        nanos.clear();
        times.clear();
    }

    private void charge() {
        long now = System.nanoTime();
        nanos.merge(stages.element(), now - since, Long::sum);
        since = now;
    }

    <T> T in(String stage, Supplier<T> work) {
        enter(stage);
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    private void enter(String stage) {
        charge();
        stages.push(stage);
        times.merge(stage, 1, Integer::sum);
    }

    private void leave() {
        charge();
        stages.pop();
    }

    /** The same object, whose calls are stages; by the method's name, none where it is empty. */
    <T> T watched(Class<T> type, T object, Function<String, String> stageOf) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String stage = stageOf.apply(method.getName());
                    boolean isCounted = Thread.currentThread() == thread && !stage.isEmpty();
                    if (!isCounted) {
                        return call(object, method, arguments);
                    }
                    enter(stage);
                    try {
                        return call(object, method, arguments);
                    } finally {
                        leave();
                    }
                }));
    }

    static Object call(Object object, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    double seconds(String stage) {
        charge();
        return nanos.getOrDefault(stage, 0L) / 1e9;
    }

    /** A line for each stage, dearest first. */
    void print(String name) {
        charge();
        double all = nanos.values().stream().mapToLong(Long::longValue).sum();
        nanos.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> System.out.printf(
                        Locale.ROOT,
                        "%-10s   %-34s %8.2f s %5.1f %% %,9d times%n",
                        name,
                        entry.getKey(),
                        entry.getValue() / 1e9,
                        100 * entry.getValue() / all,
                        times.getOrDefault(entry.getKey(), 0)));
    }
}
