package org.escrowkit.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * BDK through method handles, since the names that Kotlin gives its methods cannot be written in Java. Needs its native
 * library, and with it, on Linux, x86-64 and glibc 2.34.
 */
final class Bdk {
    private static final String PACKAGE = "org.bitcoindevkit.";

    private final Class<?> network = type("Network");
    private final MethodHandle newDescriptor = constructor(type("Descriptor"), String.class, network);
    private final MethodHandle deriveAddress = method(type("Descriptor"), "deriveAddress", int.class, network);
    private final MethodHandle newTransaction = constructor(type("Transaction"), byte[].class);
    private final MethodHandle serialize = method(type("Transaction"), "serialize");

    private final MethodHandle newPsbt = constructor(type("Psbt"), String.class);
    private final MethodHandle serializePsbt = method(type("Psbt"), "serialize");
    private final MethodHandle combinePsbts = method(type("Psbt"), "combine", type("Psbt"));
    private final MethodHandle finalizePsbt = method(type("Psbt"), "finalize");
    private final MethodHandle extractTransaction = method(type("Psbt"), "extractTx");
    private final MethodHandle finalizedPsbt = method(type("FinalizedPsbtResult"), "getPsbt");

    /** A parsed descriptor. */
    Object descriptor(String text) {
        return call(() -> newDescriptor.invoke(text, regtest()));
    }

    String address(Object descriptor, int index) {
        return call(() -> {
            try (AutoCloseable address = (AutoCloseable) deriveAddress.invoke(descriptor, index, regtest())) {
                return address.toString();
            }
        });
    }

    /** A parsed transaction, which the caller closes. */
    AutoCloseable transaction(byte[] bytes) {
        return call(() -> (AutoCloseable) newTransaction.invoke(bytes));
    }

    byte[] serialize(AutoCloseable transaction) {
        return call(() -> (byte[]) serialize.invoke(transaction));
    }

    /** A parsed PSBT, which the caller closes; BDK takes and gives base64 alone. */
    AutoCloseable psbt(String base64) {
        return call(() -> (AutoCloseable) newPsbt.invoke(base64));
    }

    String base64(AutoCloseable psbt) {
        return call(() -> (String) serializePsbt.invoke(psbt));
    }

    AutoCloseable combine(AutoCloseable one, AutoCloseable other) {
        return call(() -> (AutoCloseable) combinePsbts.invoke(one, other));
    }

    /** Every input finalized, and the transaction extracted: the transaction, which the caller closes. */
    AutoCloseable finish(AutoCloseable psbt) {
        return call(() -> {
            Object result = finalizePsbt.invoke(psbt);
            try (AutoCloseable last = (AutoCloseable) finalizedPsbt.invoke(result)) {
                return (AutoCloseable) extractTransaction.invoke(last);
            }
        });
    }

    private Object regtest() {
        return REGTEST.get(network);
    }

    private static final ClassValue<Object> REGTEST = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> network) {
            return Arrays.stream(network.getEnumConstants())
                    .filter(constant -> constant.toString().equals("REGTEST"))
                    .findFirst()
                    .orElseThrow();
        }
    };

    private static Class<?> type(String name) {
        return call(() -> Class.forName(PACKAGE + name));
    }

    private static MethodHandle constructor(Class<?> type, Class<?>... parameters) {
        return call(() -> MethodHandles.publicLookup().unreflectConstructor(type.getConstructor(parameters)));
    }

    /** The method of this name, or of this name with a suffix by which Kotlin tells inline types apart. */
    private static MethodHandle method(Class<?> type, String name, Class<?>... parameters) {
        Method method = Arrays.stream(type.getMethods())
                .filter(each -> each.getName().equals(name) || each.getName().startsWith(name + "-"))
                .filter(each -> Arrays.equals(each.getParameterTypes(), parameters))
                .findFirst()
                .orElseThrow();
        return call(() -> MethodHandles.publicLookup().unreflect(method));
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.call();
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw new IllegalStateException(checked);
        }
    }

    private interface Call<T> {
        T call() throws Throwable;
    }
}
